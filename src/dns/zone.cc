// Building the zone, one service at a time: work proportional to the service that changed.
// SPDX-License-Identifier: Apache-2.0
#include "dns/zone.h"

#include <algorithm>

namespace seamark::dns {
namespace {

using routing::IpAddress;
using routing::ServiceName;

EntryPtr makeEntry(routing::ServicePtr view) {
  auto entry = std::make_shared<ServiceEntry>();
  for (const auto& slice : view->slices) {
    for (const auto& endpoint : slice->endpoints) {
      // Only `ready` counts: serving and terminating are not looked at.
      if (!endpoint.ready) continue;
      entry->endpoints.push_back({endpoint.address,
                                  endpoint.hostname.empty() ? dashed(endpoint.address) : endpoint.hostname,
                                  slice});
    }
  }
  entry->view = std::move(view);
  return entry;
}

// Changes the reverse entry of one address; an entry that has become empty goes.
template <class Change>
void changeReverse(Zone& zone, const IpAddress& address, Change change) {
  const std::string key = addressBytes(address);
  const auto* known = zone.reverse.find(key);
  ReverseEntry entry = known ? **known : ReverseEntry{};
  change(entry);
  zone.reverse = entry.services.empty() && entry.endpoints.empty()
                     ? zone.reverse.erase(key)
                     : zone.reverse.set(key, std::make_shared<const ReverseEntry>(std::move(entry)));
}

void removeReverse(Zone& zone, const ServiceName& name, const ServiceEntry& entry) {
  for (const auto& address : entry.view->clusterIPs)
    changeReverse(zone, address, [&](ReverseEntry& reverse) { std::erase(reverse.services, name); });
  for (const auto& endpoint : entry.endpoints)
    changeReverse(zone, endpoint.address, [&](ReverseEntry& reverse) {
      std::erase(reverse.endpoints, ReverseEntry::Endpoint{name, endpoint.label});
    });
}

void addReverse(Zone& zone, const ServiceName& name, const ServiceEntry& entry) {
  for (const auto& address : entry.view->clusterIPs)
    changeReverse(zone, address, [&](ReverseEntry& reverse) { reverse.services.push_back(name); });
  for (const auto& endpoint : entry.endpoints)
    changeReverse(zone, endpoint.address, [&](ReverseEntry& reverse) {
      ReverseEntry::Endpoint one{name, endpoint.label};
      if (std::ranges::find(reverse.endpoints, one) == reverse.endpoints.end())
        reverse.endpoints.push_back(std::move(one));
    });
}

}  // namespace

std::string dashed(const IpAddress& address) {
  std::string text = address.text();
  std::ranges::replace(text, address.isV4() ? '.' : ':', '-');
  if (text.ends_with('-')) text += '0';
  return text;
}

std::string addressBytes(const IpAddress& address) {
  return {reinterpret_cast<const char*>(address.bytes().data()), address.size()};
}

Zone withService(const Zone& zone, const ServiceName& name, routing::ServicePtr view) {
  Zone next = zone;
  const std::string key = name.text();
  if (const auto* before = zone.services.find(key)) removeReverse(next, name, **before);
  if (!view) {
    next.services = next.services.erase(key);
    return next;
  }
  const EntryPtr entry = makeEntry(std::move(view));
  addReverse(next, name, *entry);
  next.services = next.services.set(key, entry);
  return next;
}

}  // namespace seamark::dns
