// What the controllers that write EndpointSlices share: whose slice it is, and when two say the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/discovery/endpoint_slice.h"
#include "client/informer.h"
#include "controllers/context.h"

namespace seamark::controllers {

using SlicePtr = std::shared_ptr<const api::EndpointSlice>;

// "namespace/service" of the slice's label, or "" when it has none.
std::string serviceKeyOf(const api::Object& slice);
bool isManagedBy(const api::Object& slice, const std::string& controller);

// An index of slices by serviceKeyOf.
void indexByService(client::Informer& slices);
// Calls `add` with the Service's key when somebody else makes, changes or deletes a slice of `controller`, so
// that it is put right. The state before tells whose it was when the labels were taken off.
void onForeignWrites(const Informers& informers, client::Informer& slices, const std::string& controller,
                     const std::function<void(const std::string& serviceKey)>& add);
// The slices of a Service that `controller` writes and that are not on their way out.
std::vector<SlicePtr> slicesOf(const client::Informer& slices, const std::string& serviceKey,
                               const std::string& controller);

// Whether one of the two controllers writes it; all else was made by a person or another program, even when it wears
// their label: what they write has an owner.
bool isOurs(const api::Object& slice);
// All slices of a Service, whoever writes them.
std::vector<SlicePtr> slicesOf(const client::Informer& slices, const std::string& serviceKey);

using Ports = std::vector<api::EndpointSlicePort>;
struct PortsOrder {
  bool operator()(const Ports& a, const Ports& b) const;
};
// Ports in one order, so that two lists of the same ports are equal.
Ports sortedPorts(Ports ports);

// A slice to be made for `owner` ("v1" Service or Endpoints), without endpoints.
api::EndpointSlice newSlice(const api::Object& owner, const std::string& ownerKind,
                            const std::string& addressType);
api::OwnerReference controllerReference(const api::Object& owner, const std::string& ownerKind);

// Takes pairs of one slice to make and one to delete (same addressType) and turns them into one update: names
// are kept, and no reader sees the moment in between.
void reuseSlices(std::vector<api::EndpointSlice>& creates, std::vector<SlicePtr>& deletes,
                 std::vector<api::EndpointSlice>& updates);

std::vector<Change> changesOf(std::vector<api::EndpointSlice> creates,
                              std::vector<api::EndpointSlice> updates, const std::vector<SlicePtr>& deletes);

}  // namespace seamark::controllers
