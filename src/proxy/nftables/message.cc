// MessageWriter.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/nftables/message.h"

#include <endian.h>

#include <cstddef>
#include <cstring>

#include "base/assert.h"

namespace seamark::proxy {

void MessageWriter::begin(uint16_t type, uint16_t flags, uint32_t sequence, std::string_view header) {
  finish();
  begun_ = bytes_.size();
  open_ = true;
  nlmsghdr h{};
  h.nlmsg_type = type;
  h.nlmsg_flags = flags;
  h.nlmsg_seq = sequence;
  bytes_.append(rawBytes(h));
  bytes_.append(header);
  pad();
}

void MessageWriter::finish() {
  if (!open_) return;
  const uint32_t length = static_cast<uint32_t>(bytes_.size() - begun_);
  std::memcpy(bytes_.data() + begun_ + offsetof(nlmsghdr, nlmsg_len), &length, sizeof length);
  open_ = false;
}

void MessageWriter::addFlags(uint16_t flags) {
  uint16_t held = 0;
  char* place = bytes_.data() + begun_ + offsetof(nlmsghdr, nlmsg_flags);
  std::memcpy(&held, place, sizeof held);
  held |= flags;
  std::memcpy(place, &held, sizeof held);
}

void MessageWriter::attribute(uint16_t type, std::string_view bytes) {
  nlattr a{};
  a.nla_type = type;
  a.nla_len = static_cast<uint16_t>(sizeof a + bytes.size());
  bytes_.append(rawBytes(a));
  bytes_.append(bytes);
  pad();
}

void MessageWriter::text(uint16_t type, std::string_view text) {
  attribute(type, std::string(text) + '\0');
}

void MessageWriter::number32(uint16_t type, uint32_t value) {
  attribute(type, rawBytes(htobe32(value)));
}

void MessageWriter::number64(uint16_t type, uint64_t value) {
  attribute(type, rawBytes(htobe64(value)));
}

void MessageWriter::native32(uint16_t type, uint32_t value) {
  attribute(type, rawBytes(value));
}

MessageWriter::Nest::Nest(MessageWriter& writer, uint16_t type) : writer_(writer), at_(writer.bytes_.size()) {
  writer_.attribute(type | NLA_F_NESTED, {});
}

MessageWriter::Nest::~Nest() {
  const size_t length = writer_.bytes_.size() - at_;
  SM_ASSERT(length <= UINT16_MAX);
  const uint16_t l = static_cast<uint16_t>(length);
  std::memcpy(writer_.bytes_.data() + at_ + offsetof(nlattr, nla_len), &l, sizeof l);
}

}  // namespace seamark::proxy
