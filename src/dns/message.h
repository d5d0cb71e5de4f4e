// DNS messages: what arrives, checked and bounded, and what leaves. RFC 1035 section 4, EDNS RFC 6891.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dns/name.h"

namespace seamark::dns {

namespace type {
constexpr uint16_t A = 1, NS = 2, CNAME = 5, SOA = 6, PTR = 12, TXT = 16, AAAA = 28, SRV = 33, OPT = 41,
                   IXFR = 251, AXFR = 252, ANY = 255;
}

enum class Rcode : uint16_t {
  NoError = 0,
  FormError = 1,
  ServFail = 2,
  NxDomain = 3,
  NotImplemented = 4,
  Refused = 5,
  BadVersion = 16
};

struct Edns {
  uint16_t udpSize = 512;
  uint8_t version = 0;
  bool dnssecOk = false;
};

struct Query {
  uint16_t id = 0;
  uint16_t flags = 0;        // the header's second word as it came
  std::string questionWire;  // name as asked (letter case kept), type and class: echoed as it is
  Name name;
  uint16_t type = 0;
  uint16_t qclass = 1;
  std::optional<Edns> edns;
  // How many bytes the asker takes over UDP: 512, or what EDNS says.
  size_t udpLimit() const { return edns ? std::max<size_t>(512, edns->udpSize) : 512; }
};

// What must not be answered at all (shorter than a header, or itself an answer), or only with an error.
struct Silence {};
struct Malformed {
  uint16_t id;
  uint16_t flags;
  Rcode rcode;
  std::string questionWire{};  // echoed when it could be read
};
std::variant<Query, Malformed, Silence> parseQuery(std::string_view message);

// One record. `rdata` is what stands in the message; for a type whose data is one name (CNAME, PTR) `target`
// is that name instead and may be compressed.
struct Record {
  Name owner;
  uint16_t type;
  uint32_t ttl;
  std::string rdata{};
  std::optional<Name> target{};
};

Record addressRecord(const Name& owner, uint32_t ttl,
                     const std::string& address);  // 4 bytes: A, 16 bytes: AAAA
Record nameRecord(const Name& owner, uint16_t type, uint32_t ttl, const Name& target);
Record srvRecord(const Name& owner, uint32_t ttl, uint16_t weight, uint16_t port, const Name& target);
Record txtRecord(const Name& owner, uint32_t ttl, std::string_view text);
// ns.dns.ZONE hostmaster.ZONE serial 7200 1800 86400 ttl, as CoreDNS gives it.
Record soaRecord(const Name& zone, uint32_t ttl, uint32_t serial);

struct Response {
  Rcode rcode = Rcode::NoError;
  bool authoritative = false;
  bool recursionAvailable = false;
  std::vector<Record> answer;
  std::vector<Record> authority;
  std::vector<Record> additional;
};

// The answer to `query` in at most `limit` bytes; records that do not fit are left out and TC is set.
std::string encodeResponse(const Query& query, const Response& response, size_t limit);
// An error about the message: a header and no question.
std::string encodeError(const Malformed& malformed);

// An answer from an upstream: its rcode and answer section. Nothing: malformed.
struct Upstream {
  Rcode rcode;
  bool truncated;
  std::vector<Record> answer;
};
std::optional<Upstream> parseUpstream(std::string_view message);
// A question to an upstream.
std::string encodeQuery(uint16_t id, const Name& name, uint16_t type, uint16_t udpSize);

}  // namespace seamark::dns
