// SPDX-License-Identifier: Apache-2.0
#include "controllers/slices.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "controllers/well_known.h"

namespace seamark::controllers {

namespace {

constexpr auto kIndex = "service";

auto orderOf(const api::EndpointSlicePort& port) {
  return std::tie(port.name, port.port, port.protocol, port.appProtocol);
}
bool comesBefore(const api::EndpointSlicePort& a, const api::EndpointSlicePort& b) {
  return orderOf(a) < orderOf(b);
}

}  // namespace

std::string serviceKeyOf(const api::Object& slice) {
  auto it = slice.metadata.labels.find(kServiceName);
  if (it == slice.metadata.labels.end() || it->second.empty()) return {};
  return api::objectKey(slice.metadata.namespace_, it->second);
}

bool isManagedBy(const api::Object& slice, const std::string& controller) {
  auto it = slice.metadata.labels.find(kSliceManagedBy);
  return it != slice.metadata.labels.end() && it->second == controller;
}

void indexByService(client::Informer& slices) {
  slices.addIndex(kIndex, [](const api::Object& slice) -> std::vector<std::string> {
    std::string key = serviceKeyOf(slice);
    if (key.empty()) return {};
    return {std::move(key)};
  });
}

void onForeignWrites(const Informers& informers, client::Informer& slices, const std::string& controller,
                     const std::function<void(const std::string& serviceKey)>& add) {
  const auto changed = [&informers, controller, add](const client::ObjectPtr& slice) {
    if (informers.observing()) return;  // our own write
    const std::string key = serviceKeyOf(*slice);
    if (!key.empty() && isManagedBy(*slice, controller)) add(key);
  };
  slices.addHandler({.onAdd = changed,
                     .onUpdate =
                         [changed](const client::ObjectPtr& before, const client::ObjectPtr& now) {
                           changed(before);
                           changed(now);
                         },
                     .onDelete = changed});
}

std::vector<SlicePtr> slicesOf(const client::Informer& slices, const std::string& serviceKey,
                               const std::string& controller) {
  std::vector<SlicePtr> found;
  for (const client::ObjectPtr& slice : slices.byIndex(kIndex, serviceKey))
    if (isManagedBy(*slice, controller) && !slice->metadata.deletionTimestamp)
      found.push_back(std::static_pointer_cast<const api::EndpointSlice>(slice));
  return found;
}

bool isOurs(const api::Object& slice) {
  return !slice.metadata.ownerReferences.empty() &&
         (isManagedBy(slice, kSliceController) || isManagedBy(slice, kMirroringController));
}

std::vector<SlicePtr> slicesOf(const client::Informer& slices, const std::string& serviceKey) {
  std::vector<SlicePtr> found;
  for (const client::ObjectPtr& slice : slices.byIndex(kIndex, serviceKey))
    found.push_back(std::static_pointer_cast<const api::EndpointSlice>(slice));
  return found;
}

bool PortsOrder::operator()(const Ports& a, const Ports& b) const {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), comesBefore);
}

Ports sortedPorts(Ports ports) {
  std::sort(ports.begin(), ports.end(), comesBefore);
  return ports;
}

api::OwnerReference controllerReference(const api::Object& owner, const std::string& ownerKind) {
  return {.apiVersion = "v1",
          .kind = ownerKind,
          .name = owner.metadata.name,
          .uid = owner.metadata.uid,
          .controller = true,
          .blockOwnerDeletion = true};
}

api::EndpointSlice newSlice(const api::Object& owner, const std::string& ownerKind,
                            const std::string& addressType) {
  api::EndpointSlice slice;
  slice.metadata.namespace_ = owner.metadata.namespace_;
  slice.metadata.generateName = owner.metadata.name + "-";
  slice.metadata.ownerReferences = {controllerReference(owner, ownerKind)};
  slice.addressType = addressType;
  return slice;
}

void reuseSlices(std::vector<api::EndpointSlice>& creates, std::vector<SlicePtr>& deletes,
                 std::vector<api::EndpointSlice>& updates) {
  std::vector<api::EndpointSlice> made;
  for (api::EndpointSlice& create : creates) {
    auto spare = std::find_if(deletes.begin(), deletes.end(), [&](const SlicePtr& slice) {
      return slice->addressType == create.addressType &&
             slice->metadata.ownerReferences == create.metadata.ownerReferences;
    });
    if (spare == deletes.end()) {
      made.push_back(std::move(create));
      continue;
    }
    api::EndpointSlice update = **spare;
    update.metadata.generateName = std::move(create.metadata.generateName);
    update.metadata.labels = std::move(create.metadata.labels);
    update.metadata.annotations = std::move(create.metadata.annotations);
    update.endpoints = std::move(create.endpoints);
    update.ports = std::move(create.ports);
    updates.push_back(std::move(update));
    deletes.erase(spare);
  }
  creates = std::move(made);
}

std::vector<Change> changesOf(std::vector<api::EndpointSlice> creates,
                              std::vector<api::EndpointSlice> updates, const std::vector<SlicePtr>& deletes) {
  std::vector<Change> changes;
  for (api::EndpointSlice& slice : creates)
    changes.push_back({Change::What::Create, std::make_shared<api::EndpointSlice>(std::move(slice))});
  for (api::EndpointSlice& slice : updates)
    changes.push_back({Change::What::Update, std::make_shared<api::EndpointSlice>(std::move(slice))});
  for (const SlicePtr& slice : deletes) changes.push_back({Change::What::Delete, slice});
  return changes;
}

}  // namespace seamark::controllers
