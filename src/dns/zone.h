// Zone: everything that cluster DNS answers from, as an immutable snapshot. A change makes a new Zone that
// shares all that did not change; readers hold theirs without a lock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/persistent_map.h"
#include "dns/name.h"
#include "routing/service_view.h"

namespace seamark::dns {

enum class PodNames : uint8_t { Disabled, Insecure };

struct ZoneOptions {
  std::vector<Name> clusterZones;  // cluster.local
  std::vector<Name> reverseZones;  // in-addr.arpa, ip6.arpa
  uint32_t ttl = 30;               // seconds; of every record but dns-version's
  PodNames pods = PodNames::Insecure;
  bool reverseFallsThrough = true;  // a reverse name that is not ours is asked of the upstream
};

// An endpoint that is ready, with the name that it goes by below its Service.
struct NamedEndpoint {
  routing::IpAddress address;
  std::string label;        // its hostname, else the address with dashes
  routing::SlicePtr slice;  // for the ports
};

// A Service as DNS reads it.
struct ServiceEntry {
  routing::ServicePtr view;
  std::vector<NamedEndpoint> endpoints;
};
using EntryPtr = std::shared_ptr<const ServiceEntry>;

// Which names an address has: of Services whose cluster IP it is, and of endpoints.
struct ReverseEntry {
  std::vector<routing::ServiceName> services;
  struct Endpoint {
    routing::ServiceName service;
    std::string label;
    auto operator<=>(const Endpoint&) const = default;
  };
  std::vector<Endpoint> endpoints;
};

struct Zone {
  uint32_t serial = 0;  // of the SOA: seconds since 1970 of the last change
  PersistentMap<bool> namespaces;
  PersistentMap<EntryPtr> services;                            // by "namespace/name"
  PersistentMap<std::shared_ptr<const ReverseEntry>> reverse;  // by address bytes
  bool synced = false;  // false: a name that is not there may only be unknown yet
};
using ZonePtr = std::shared_ptr<const Zone>;

// "10-1-2-3", "fd00--1"; an IPv6 form that would end in a dash gets a 0.
std::string dashed(const routing::IpAddress& address);
// The bytes of an address, as Zone::reverse and address records hold them.
std::string addressBytes(const routing::IpAddress& address);

// The same zone with this service in place of what stood under its name (null: nothing).
Zone withService(const Zone& zone, const routing::ServiceName& name, routing::ServicePtr view);

}  // namespace seamark::dns
