// RoutingTable.
// SPDX-License-Identifier: Apache-2.0
#include "routing/table.h"

#include <utility>

namespace seamark::routing {

void RoutingTable::touch(const ServiceName& name, Entry& entry) {
  entry.view = nullptr;
  if (entry.service) changed_.insert(name);
}

void RoutingTable::dropWhenEmpty(const ServiceName& name) {
  const auto it = entries_.find(name);
  if (it != entries_.end() && !it->second.service && it->second.slices.empty()) entries_.erase(it);
}

void RoutingTable::setService(ServiceView service) {
  const ServiceName name = service.name;
  Entry& entry = entries_[name];
  service.slices.clear();
  entry.service = std::move(service);
  touch(name, entry);
}

void RoutingTable::removeService(const ServiceName& name) {
  const auto it = entries_.find(name);
  if (it == entries_.end() || !it->second.service) return;
  touch(name, it->second);
  it->second.service.reset();
  dropWhenEmpty(name);
}

void RoutingTable::setSlice(const std::string& ns, OwnedSlice slice) {
  const std::pair key(ns, slice.slice.name);
  const auto known = ownerOf_.find(key);
  if (known != ownerOf_.end() && known->second != slice.service) removeSlice(ns, slice.slice.name);
  ownerOf_[key] = slice.service;
  Entry& entry = entries_[slice.service];
  SlicePtr& place = entry.slices[slice.slice.name];
  if (place && *place == slice.slice) return;
  place = std::make_shared<const SliceView>(std::move(slice.slice));
  touch(slice.service, entry);
}

void RoutingTable::removeSlice(const std::string& ns, const std::string& sliceName) {
  const auto known = ownerOf_.find(std::pair(ns, sliceName));
  if (known == ownerOf_.end()) return;
  const ServiceName owner = known->second;
  ownerOf_.erase(known);
  Entry& entry = entries_[owner];
  entry.slices.erase(sliceName);
  touch(owner, entry);
  dropWhenEmpty(owner);
}

ServicePtr RoutingTable::view(const ServiceName& name) const {
  const auto it = entries_.find(name);
  if (it == entries_.end() || !it->second.service) return nullptr;
  const Entry& entry = it->second;
  if (!entry.view) {
    ServiceView view = *entry.service;
    for (const auto& [sliceName, slice] : entry.slices) view.slices.push_back(slice);
    entry.view = std::make_shared<const ServiceView>(std::move(view));
  }
  return entry.view;
}

std::set<ServiceName> RoutingTable::takeChanged() {
  return std::exchange(changed_, {});
}

std::vector<ServiceName> RoutingTable::names() const {
  std::vector<ServiceName> all;
  for (const auto& [name, entry] : entries_)
    if (entry.service) all.push_back(name);
  return all;
}

}  // namespace seamark::routing
