// What the zone has under a name, before any record type is asked for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dns/zone.h"

namespace seamark::dns {

// One address behind a name, with the port that it was found by. Two pairs may make one record and still
// count twice in SRV weights.
struct Found {
  routing::IpAddress address;
  uint16_t port;
  bool hasPort;  // false: a slice without ports: no SRV record
  Name owner;    // the name that the address goes by: SRV's target
};

// Three outcomes, never mixed up: records (or an alias), a name without any, no such name.
struct Lookup {
  enum class What : uint8_t { Found, NoData, NxDomain } what = What::NxDomain;
  std::vector<Found> found;
  std::optional<Name> alias;  // an ExternalName Service
};

// `labels` are those in front of `zoneName`: [endpoint | _port _proto] service namespace svc, or a-b-c-d
// namespace pod.
Lookup lookUp(const Zone& zone, const ZoneOptions& options, const std::vector<std::string_view>& labels,
              const Name& zoneName);

// The names of an address: `d.c.b.a` in front of in-addr.arpa, nibbles in front of ip6.arpa. Empty: none, or
// no address.
std::vector<Name> namesOfAddress(const Zone& zone, const Name& reverseName, const Name& clusterZone);

}  // namespace seamark::dns
