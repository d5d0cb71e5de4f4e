// Writing DNS messages, with name compression (RFC 1035 section 4.1.4) for owners and for CNAME and PTR
// targets; SRV targets are never compressed (RFC 2782).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "base/text_map.h"
#include "dns/message.h"

namespace seamark::dns {
namespace {

constexpr uint16_t kQr = 0x8000, kAa = 0x0400, kTc = 0x0200, kRd = 0x0100, kRa = 0x0080, kCd = 0x0010,
                   kOpcode = 0x7800;
constexpr uint16_t kOurUdpSize = 1232;

void put16(std::string& out, uint16_t value) {
  out.push_back(static_cast<char>(value >> 8));
  out.push_back(static_cast<char>(value));
}
void put32(std::string& out, uint32_t value) {
  put16(out, static_cast<uint16_t>(value >> 16));
  put16(out, static_cast<uint16_t>(value));
}
void set16(std::string& out, size_t at, uint16_t value) {
  out[at] = static_cast<char>(value >> 8);
  out[at + 1] = static_cast<char>(value);
}

class Writer {
 public:
  Writer(const Query& query, size_t limit) : limit_(limit) {
    put16(out, query.id);
    out.append(10, '\0');
    set16(out, 4, 1);
    note(query.name, out.size());
    out += query.questionWire;
  }

  // False, with nothing written, when the record does not fit.
  bool put(const Record& record) {
    const size_t before = out.size();
    putName(record.owner);
    put16(out, record.type);
    put16(out, 1);
    put32(out, record.ttl);
    const size_t length = out.size();
    put16(out, 0);
    if (record.target)
      putName(*record.target);
    else
      out += record.rdata;
    set16(out, length, static_cast<uint16_t>(out.size() - length - 2));
    if (out.size() <= limit_) return true;
    out.resize(before);
    return false;
  }

  std::string out;

 private:
  void putName(const Name& name) {
    const std::string& wire = name.wire();
    size_t at = 0;
    while (wire[at] != '\0') {
      const auto known = offsets_.find(std::string_view(wire).substr(at));
      if (known != offsets_.end() && known->second < out.size()) {
        put16(out, static_cast<uint16_t>(0xc000 | known->second));
        return;
      }
      if (out.size() < 0x4000) offsets_.emplace(wire.substr(at), out.size());
      const size_t label = 1 + static_cast<unsigned char>(wire[at]);
      out.append(wire, at, label);
      at += label;
    }
    out.push_back('\0');
  }

  void note(const Name& name, size_t offset) {
    const std::string& wire = name.wire();
    for (size_t at = 0; wire[at] != '\0'; at += 1 + static_cast<unsigned char>(wire[at]))
      offsets_.emplace(wire.substr(at), offset + at);
  }

  TextMap<size_t> offsets_;
  size_t limit_;
};

void putEdns(std::string& out, bool dnssecOk, Rcode rcode) {
  out.push_back('\0');
  put16(out, type::OPT);
  put16(out, kOurUdpSize);
  put32(out, static_cast<uint32_t>(static_cast<uint16_t>(rcode) >> 4) << 24 | (dnssecOk ? 0x8000u : 0u));
  put16(out, 0);
}

// Writes what fits of a section and its count; false when something was left out.
bool putSection(Writer& writer, const std::vector<Record>& records, size_t countAt) {
  uint16_t count = 0;
  for (const auto& record : records) {
    if (!writer.put(record)) break;
    ++count;
  }
  set16(writer.out, countAt, count);
  return count == records.size();
}

}  // namespace

Record addressRecord(const Name& owner, uint32_t ttl, const std::string& address) {
  return {.owner = owner, .type = address.size() == 4 ? type::A : type::AAAA, .ttl = ttl, .rdata = address};
}

Record nameRecord(const Name& owner, uint16_t type, uint32_t ttl, const Name& target) {
  return {.owner = owner, .type = type, .ttl = ttl, .target = target};
}

Record srvRecord(const Name& owner, uint32_t ttl, uint16_t weight, uint16_t port, const Name& target) {
  Record record{.owner = owner, .type = type::SRV, .ttl = ttl};
  for (const uint16_t value : {uint16_t{0}, weight, port}) put16(record.rdata, value);
  record.rdata += target.wire();
  return record;
}

Record txtRecord(const Name& owner, uint32_t ttl, std::string_view text) {
  Record record{.owner = owner, .type = type::TXT, .ttl = ttl};
  record.rdata.push_back(static_cast<char>(text.size()));
  record.rdata += text;
  return record;
}

Record soaRecord(const Name& zone, uint32_t ttl, uint32_t serial) {
  Record record{.owner = zone, .type = type::SOA, .ttl = ttl};
  record.rdata = std::string("\2ns\3dns", 7) + zone.wire() + std::string("\12hostmaster", 11) + zone.wire();
  for (const uint32_t value : {serial, 7200u, 1800u, 86400u, ttl}) put32(record.rdata, value);
  return record;
}

std::string encodeResponse(const Query& query, const Response& response, size_t limit) {
  const size_t edns = query.edns ? 11 : 0;
  Writer writer(query, std::max<size_t>(limit, 512) - edns);
  const bool whole = putSection(writer, response.answer, 6) && putSection(writer, response.authority, 8);
  const bool extras = whole && putSection(writer, response.additional, 10);
  std::string out = std::move(writer.out);
  if (query.edns) {
    putEdns(out, query.edns->dnssecOk, response.rcode);
    set16(out, 10,
          static_cast<uint16_t>(1 + (whole ? static_cast<uint16_t>(static_cast<unsigned char>(out[10]) << 8 |
                                                                   static_cast<unsigned char>(out[11]))
                                           : 0)));
  }
  uint16_t flags =
      kQr | (query.flags & (kOpcode | kRd | kCd)) | (static_cast<uint16_t>(response.rcode) & 0xf);
  if (response.authoritative) flags |= kAa;
  if (response.recursionAvailable) flags |= kRa;
  if (!whole || !extras) flags |= kTc;
  set16(out, 2, flags);
  return out;
}

std::string encodeError(const Malformed& malformed) {
  std::string out;
  put16(out, malformed.id);
  put16(out, kQr | (malformed.flags & (kOpcode | kRd)) | static_cast<uint16_t>(malformed.rcode));
  out.append(8, '\0');
  if (!malformed.questionWire.empty()) {
    set16(out, 4, 1);
    out += malformed.questionWire;
  }
  return out;
}

std::string encodeQuery(uint16_t id, const Name& name, uint16_t type, uint16_t udpSize) {
  std::string out;
  put16(out, id);
  put16(out, kRd);
  for (const uint16_t count : {1, 0, 0, 1}) put16(out, count);
  out += name.wire();
  put16(out, type);
  put16(out, 1);
  out.push_back('\0');
  put16(out, type::OPT);
  put16(out, udpSize);
  put32(out, 0);
  put16(out, 0);
  return out;
}

}  // namespace seamark::dns
