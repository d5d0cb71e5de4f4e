// Reading DNS messages. What CoreDNS (with its Go library) accepts is accepted: bytes behind the message,
// counts that go beyond its end at a record's border; what it refuses is refused.
// SPDX-License-Identifier: Apache-2.0
#include "dns/message.h"

namespace seamark::dns {
namespace {

constexpr size_t kHeader = 12;
constexpr uint16_t kQr = 0x8000;

uint16_t word(std::string_view message, size_t at) {
  return static_cast<uint16_t>(static_cast<unsigned char>(message[at]) << 8 |
                               static_cast<unsigned char>(message[at + 1]));
}

uint32_t doubleWord(std::string_view message, size_t at) {
  return static_cast<uint32_t>(word(message, at)) << 16 | word(message, at + 2);
}

struct RawRecord {
  std::string owner;
  uint16_t type;
  uint16_t qclass;
  uint32_t ttl;
  size_t dataAt;
  size_t dataSize;
};

std::optional<RawRecord> readRecord(std::string_view message, size_t& offset) {
  auto owner = readName(message, offset);
  if (!owner || offset + 10 > message.size()) return std::nullopt;
  RawRecord record{
      std::move(*owner), word(message, offset),    word(message, offset + 2), doubleWord(message, offset + 4),
      offset + 10,       word(message, offset + 8)};
  offset += 10 + record.dataSize;
  if (offset > message.size()) return std::nullopt;
  return record;
}

bool optionsAreWhole(std::string_view data) {
  while (!data.empty()) {
    if (data.size() < 4 || data.size() < 4u + word(data, 2)) return false;
    data.remove_prefix(4u + word(data, 2));
  }
  return true;
}

// The records behind the question; only OPT matters. False: malformed.
bool readRest(std::string_view message, size_t offset, Query& query) {
  const size_t count = size_t{word(message, 6)} + word(message, 8) + word(message, 10);
  for (size_t i = 0; i < count && offset < message.size(); ++i) {
    const auto record = readRecord(message, offset);
    if (!record) return false;
    if (record->type != type::OPT) continue;
    if (!optionsAreWhole(message.substr(record->dataAt, record->dataSize))) return false;
    if (query.edns) continue;
    query.edns = Edns{record->qclass, static_cast<uint8_t>(record->ttl >> 16), (record->ttl & 0x8000) != 0};
  }
  return true;
}

// Type and class may be cut off at the message's end; the class is IN then.
bool readQuestion(std::string_view message, size_t& offset, Query& query) {
  auto name = readName(message, offset);
  if (!name || offset + 2 > message.size()) return false;
  query.type = word(message, offset);
  offset += 2;
  if (offset + 2 <= message.size()) {
    query.qclass = word(message, offset);
    offset += 2;
  } else if (offset != message.size()) {
    return false;
  }
  query.questionWire = *name;
  for (const uint16_t value : {query.type, query.qclass}) {
    query.questionWire.push_back(static_cast<char>(value >> 8));
    query.questionWire.push_back(static_cast<char>(value));
  }
  query.name = Name::ofCheckedWire(std::move(*name));
  return true;
}

Record toRecord(std::string_view message, RawRecord raw) {
  Record record{.owner = Name::ofCheckedWire(std::move(raw.owner)), .type = raw.type, .ttl = raw.ttl};
  size_t at = raw.dataAt;
  if (raw.type == type::CNAME || raw.type == type::PTR || raw.type == type::NS) {
    if (auto target = readName(message.substr(0, raw.dataAt + raw.dataSize), at)) {
      record.target = Name::ofCheckedWire(std::move(*target));
      return record;
    }
  }
  record.rdata = message.substr(raw.dataAt, raw.dataSize);
  return record;
}

}  // namespace

std::variant<Query, Malformed, Silence> parseQuery(std::string_view message) {
  if (message.size() < kHeader || (word(message, 2) & kQr)) return Silence{};
  Query query;
  query.id = word(message, 0);
  query.flags = word(message, 2);
  const unsigned opcode = query.flags >> 11 & 0xf;
  if (opcode != 0 && opcode != 4) return Malformed{query.id, query.flags, Rcode::NotImplemented};
  size_t offset = kHeader;
  if (word(message, 4) != 1 || !readQuestion(message, offset, query))
    return Malformed{query.id, query.flags, Rcode::FormError};
  if (!readRest(message, offset, query))
    return Malformed{query.id, query.flags, Rcode::FormError, std::move(query.questionWire)};
  return query;
}

std::optional<Upstream> parseUpstream(std::string_view message) {
  if (message.size() < kHeader || !(word(message, 2) & kQr)) return std::nullopt;
  Upstream result{static_cast<Rcode>(word(message, 2) & 0xf), (word(message, 2) & 0x0200) != 0, {}};
  size_t offset = kHeader;
  for (unsigned i = 0; i < word(message, 4); ++i) {
    if (!readName(message, offset) || offset + 4 > message.size()) return std::nullopt;
    offset += 4;
  }
  for (unsigned i = 0; i < word(message, 6); ++i) {
    auto raw = readRecord(message, offset);
    if (!raw) return std::nullopt;
    result.answer.push_back(toRecord(message, std::move(*raw)));
  }
  return result;
}

}  // namespace seamark::dns
