// NftBatch: changes to our table as one nf_tables transaction.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "proxy/nftables/elements.h"
#include "proxy/nftables/message.h"

namespace seamark::proxy {

class NftBatch {
 public:
  NftBatch();

  void addChain(const std::string& name);  // a pick chain, with its rules
  void removeChain(const std::string& name);
  void removeTable();
  // Elements in any order; those of one table that stand together share messages.
  void add(std::span<const Element> elements);
  void remove(std::span<const Element> elements);

  // Ends the transaction; the bytes to send. The last change asks for the acknowledgement.
  const std::string& finish();
  size_t size() const { return writer_.bytes().size(); }
  bool empty() const { return changes_ == 0; }

 private:
  void begin(uint16_t message, uint16_t flags, uint8_t family);
  void edge(uint16_t message, uint16_t flags);
  void elements(uint16_t message, uint16_t flags, std::span<const Element> elements);
  void element(const Element& element);

  MessageWriter writer_;
  unsigned changes_ = 0;
};

}  // namespace seamark::proxy
