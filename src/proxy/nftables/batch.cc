// NftBatch.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/nftables/batch.h"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "base/assert.h"
#include "proxy/nftables/pick_chain.h"
#include "proxy/nftables/skeleton.h"

namespace seamark::proxy {

namespace {

constexpr size_t kMessageLimit = 32 * 1024;  // an attribute's length is 16 bits
constexpr std::string_view kDrop = "drop";

using Nest = MessageWriter::Nest;

void verdict(MessageWriter& writer, const std::string& value) {
  const Nest data(writer, NFTA_SET_ELEM_DATA);
  const Nest nest(writer, NFTA_DATA_VERDICT);
  if (value == kDrop) {
    writer.number32(NFTA_VERDICT_CODE, NF_DROP);
  } else {
    writer.number32(NFTA_VERDICT_CODE, static_cast<uint32_t>(NFT_GOTO));
    writer.text(NFTA_VERDICT_CHAIN, value);
  }
}

void data(MessageWriter& writer, uint16_t attribute, std::string_view bytes) {
  const Nest nest(writer, attribute);
  writer.attribute(NFTA_DATA_VALUE, bytes);
}

}  // namespace

NftBatch::NftBatch() {
  edge(NFNL_MSG_BATCH_BEGIN, NLM_F_REQUEST);
}

void NftBatch::edge(uint16_t message, uint16_t flags) {
  nfgenmsg header{};
  header.nfgen_family = AF_UNSPEC;
  header.version = NFNETLINK_V0;
  header.res_id = htons(NFNL_SUBSYS_NFTABLES);
  writer_.begin(message, flags, 0, rawBytes(header));
  writer_.finish();
}

void NftBatch::begin(uint16_t message, uint16_t flags, uint8_t family) {
  nfgenmsg header{};
  header.nfgen_family = family;
  header.version = NFNETLINK_V0;
  writer_.begin(NFNL_SUBSYS_NFTABLES << 8 | message, NLM_F_REQUEST | flags, 0, rawBytes(header));
  ++changes_;
}

void NftBatch::addChain(const std::string& name) {
  const auto chain = PickChain::parse(name);
  SM_ASSERT(chain);
  begin(NFT_MSG_NEWCHAIN, NLM_F_CREATE, NFPROTO_INET);
  writer_.text(NFTA_CHAIN_TABLE, kTableName);
  writer_.text(NFTA_CHAIN_NAME, name);
  writer_.finish();
  changes_ += writeRules(*chain, std::string(kTableName), writer_);
}

void NftBatch::removeChain(const std::string& name) {
  begin(NFT_MSG_DELRULE, 0, NFPROTO_INET);
  writer_.text(NFTA_RULE_TABLE, kTableName);
  writer_.text(NFTA_RULE_CHAIN, name);
  begin(NFT_MSG_DELCHAIN, 0, NFPROTO_INET);
  writer_.text(NFTA_CHAIN_TABLE, kTableName);
  writer_.text(NFTA_CHAIN_NAME, name);
  writer_.finish();
}

void NftBatch::removeTable() {
  begin(NFT_MSG_DELTABLE, 0, NFPROTO_INET);
  writer_.text(NFTA_TABLE_NAME, kTableName);
  writer_.finish();
}

void NftBatch::element(const Element& e) {
  const TableShape& shape = shapeOf(e.table.table);
  const Nest item(writer_, NFTA_LIST_ELEM);
  const std::string_view key = e.key;
  switch (shape.span) {
    case Span::Single:
      data(writer_, NFTA_SET_ELEM_KEY, key);
      break;
    case Span::Concatenated:
      data(writer_, NFTA_SET_ELEM_KEY, key.substr(0, key.size() / 2));
      data(writer_, NFTA_SET_ELEM_KEY_END, key.substr(key.size() / 2));
      break;
    case Span::Interval:
      data(writer_, NFTA_SET_ELEM_KEY, key.substr(0, key.size() - 1));
      if (key.back() != '\0') writer_.number32(NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
      break;
  }
  if (shape.content == Content::Data) data(writer_, NFTA_SET_ELEM_DATA, e.value);
  if (shape.content == Content::Verdicts) verdict(writer_, e.value);
}

void NftBatch::elements(uint16_t message, uint16_t flags, std::span<const Element> all) {
  for (size_t i = 0; i < all.size();) {
    const TableId table = all[i].table;
    begin(message, flags, NFPROTO_INET);
    writer_.text(NFTA_SET_ELEM_LIST_TABLE, kTableName);
    writer_.text(NFTA_SET_ELEM_LIST_SET, nameOf(table));
    const Nest list(writer_, NFTA_SET_ELEM_LIST_ELEMENTS);
    while (i < all.size() && all[i].table == table && writer_.messageSize() < kMessageLimit)
      element(all[i++]);
  }
  writer_.finish();
}

void NftBatch::add(std::span<const Element> all) {
  elements(NFT_MSG_NEWSETELEM, NLM_F_CREATE, all);
}

void NftBatch::remove(std::span<const Element> all) {
  elements(NFT_MSG_DELSETELEM, 0, all);
}

const std::string& NftBatch::finish() {
  writer_.addFlags(NLM_F_ACK);  // on the last change: before Linux 6.10 the end itself is not acknowledged
  edge(NFNL_MSG_BATCH_END, NLM_F_REQUEST);
  return writer_.bytes();
}

}  // namespace seamark::proxy
