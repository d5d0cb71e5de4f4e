// RoutingTable: every Service with its slices, kept up to date one object at a time, and which Services
// changed since somebody last asked. Pure: no sockets, no clock. One thread; the views that it hands out may
// be read on any.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "routing/service_view.h"
#include "routing/views.h"

namespace seamark::routing {

class RoutingTable {
 public:
  void setService(ServiceView service);  // its `slices` are ignored
  void removeService(const ServiceName& name);
  void setSlice(const std::string& ns, OwnedSlice slice);
  void removeSlice(const std::string& ns, const std::string& sliceName);

  // The Service as it is now; null when there is none. The same pointer until something of it changes.
  ServicePtr view(const ServiceName& name) const;
  // Names whose view may differ from what the last take saw, also those that are gone; each name once, in
  // order.
  std::set<ServiceName> takeChanged();
  bool changed() const { return !changed_.empty(); }
  // Every Service.
  std::vector<ServiceName> names() const;

 private:
  struct Entry {
    std::optional<ServiceView> service;      // absent: slices came first, or outlive it
    std::map<std::string, SlicePtr> slices;  // by name
    mutable ServicePtr view;                 // made on demand
  };
  void touch(const ServiceName& name, Entry& entry);
  void dropWhenEmpty(const ServiceName& name);

  std::map<ServiceName, Entry> entries_;
  std::map<std::pair<std::string, std::string>, ServiceName> ownerOf_;  // (namespace, slice) → its Service
  std::set<ServiceName> changed_;
};

}  // namespace seamark::routing
