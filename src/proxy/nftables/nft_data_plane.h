// NftDataPlane: a Ruleset as data in nf_tables (docs/design/010-nftables-data-only.md). It adopts what an
// earlier process left in the kernel: nothing is flushed, only differences are written, and connections do
// not notice a restart. The kernel keeps the rules when this goes away. One thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "proxy/data_plane.h"
#include "proxy/nftables/kernel.h"

namespace seamark::proxy {

class NftDataPlane final : public DataPlane {
 public:
  // Opens netlink sockets in the network namespace of the calling thread. The failure says what is missing.
  static Result<std::unique_ptr<NftDataPlane>> open();
  // Removes the table and the routes that any process of ours has left.
  static Result<> cleanup();

  std::string_view mode() const override { return "nftables"; }
  Result<> apply(const Ruleset& ruleset, const Changes& changes) override;
  Result<size_t> audit(const Ruleset& ruleset) override;

  const ElementStore& held() const { return held_; }

 private:
  NftDataPlane(NftKernel kernel, NetlinkSocket conntrack, NetlinkSocket routes)
      : kernel_(std::move(kernel)), conntrack_(std::move(conntrack)), routes_(std::move(routes)) {}
  Result<> adopt();
  Result<> applyAll(const Ruleset& ruleset);
  Result<> applySome(const Ruleset& ruleset, const Changes& changes);
  Result<> commit(const ElementChanges& changes);
  void dropUnusedChains();
  void noteFlows(const Frontend& frontend, const RulePtr& before, const RulePtr& now);
  void forgetFlows(const Ruleset& ruleset);
  void keepRoutes(const std::vector<Cidr>& ranges);

  NftKernel kernel_;
  NetlinkSocket conntrack_, routes_;
  bool adopted_ = false;  // held_ and chains_ are what the kernel has
  ElementStore held_;
  std::set<std::string> chains_;
  std::map<Frontend, RulePtr> applied_;  // what made held_
  std::set<Frontend> staleFlows_;        // UDP: flows may lead to endpoints that are gone
  uint32_t generation_ = 0;              // of the kernel's tables, after our last change; 0: unknown
};

}  // namespace seamark::proxy
