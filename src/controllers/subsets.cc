// SPDX-License-Identifier: Apache-2.0
#include "controllers/subsets.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace seamark::controllers {

namespace {

using AddressKey = std::pair<std::string, std::string>;  // ip, uid of the target
struct Entry {
  const api::EndpointAddress* address;
  bool ready;
};
using Addresses = std::map<AddressKey, Entry>;
// Absent: a subset without ports.
using Port = std::optional<api::EndpointPort>;

auto orderOf(const api::EndpointPort& port) {
  return std::tie(port.name, port.port, port.protocol, port.appProtocol);
}
struct PortOrder {
  bool operator()(const Port& a, const Port& b) const {
    if (!a || !b) return !a && b;
    return orderOf(*a) < orderOf(*b);
  }
};

AddressKey keyOf(const api::EndpointAddress& address) {
  return {address.ip, address.targetRef ? address.targetRef->uid : std::string()};
}

// One address for all ports: its host name and its node are those of where it is named first.
using Pool = std::map<AddressKey, const api::EndpointAddress*>;

void add(Pool& pool, Addresses& into, const std::vector<api::EndpointAddress>& addresses, bool ready) {
  for (const api::EndpointAddress& address : addresses) {
    const auto& [key, first] = *pool.try_emplace(keyOf(address), &address).first;
    auto [it, fresh] = into.try_emplace(key, Entry{first, ready});
    if (!fresh) it->second.ready = it->second.ready && ready;
  }
}

// What makes two ports share a subset.
std::vector<std::pair<AddressKey, bool>> signatureOf(const Addresses& addresses) {
  std::vector<std::pair<AddressKey, bool>> signature;
  signature.reserve(addresses.size());
  for (const auto& [key, entry] : addresses) signature.emplace_back(key, entry.ready);
  return signature;
}

}  // namespace

std::vector<api::EndpointSubset> repackSubsets(const std::vector<api::EndpointSubset>& subsets) {
  std::map<Port, Addresses, PortOrder> byPort;
  Pool pool;
  for (const api::EndpointSubset& subset : subsets) {
    std::vector<Port> ports(subset.ports.begin(), subset.ports.end());
    if (ports.empty()) ports.emplace_back();
    for (const Port& port : ports) {
      add(pool, byPort[port], subset.addresses, true);
      add(pool, byPort[port], subset.notReadyAddresses, false);
    }
  }
  std::vector<api::EndpointSubset> packed;
  std::map<std::vector<std::pair<AddressKey, bool>>, size_t> places;
  for (const auto& [port, addresses] : byPort) {
    if (addresses.empty()) continue;
    auto [place, fresh] = places.try_emplace(signatureOf(addresses), packed.size());
    if (fresh) {
      api::EndpointSubset& subset = packed.emplace_back();
      for (const auto& [key, entry] : addresses)
        (entry.ready ? subset.addresses : subset.notReadyAddresses).push_back(*entry.address);
    }
    if (port) packed[place->second].ports.push_back(*port);
  }
  return packed;
}

}  // namespace seamark::controllers
