// NftKernel: our table in the kernel of one network namespace: load it, read it, change its elements in one
// atomic batch, remove it. It holds no opinion on what should be there. One thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "base/result.h"
#include "proxy/nftables/elements.h"
#include "proxy/nftables/netlink.h"

namespace seamark::proxy {

// What the kernel holds of ours.
struct KernelState {
  bool skeleton = false;  // our table is there, in the version of this program
  ElementStore elements;
  std::set<std::string> pickChains;
};

class NftKernel {
 public:
  static Result<NftKernel> open();  // the failure says what is missing: the right, or nf_tables

  // Puts an empty table of our version in the place of any other of our name, with the nft program.
  Result<> loadSkeleton();
  Result<KernelState> read();
  // Makes the chains, takes elements out and puts elements in: all of it or nothing. Very large changes go in
  // several batches, each atomic, in an order in which no way in leads to an endpoint that is not there yet.
  Result<> change(const ElementChanges& changes, const std::set<std::string>& newChains);
  Result<> removeChains(const std::set<std::string>& chains);  // nothing may lead to them any more
  Result<> removeTable();                                      // also when there is none
  // A number that grows with every change to any table: equal numbers mean that nobody changed anything.
  Result<uint32_t> generation();

 private:
  explicit NftKernel(NetlinkSocket socket) : socket_(std::move(socket)) {}
  Result<> readTable(TableId id, ElementStore& into);
  Result<> readChains(KernelState& into);
  Result<> commit(class NftBatch& batch);

  NetlinkSocket socket_;
};

// Text to the nft program's standard input (`nft -f -`). The failure carries what nft said.
Result<> runNft(const std::string& text);

}  // namespace seamark::proxy
