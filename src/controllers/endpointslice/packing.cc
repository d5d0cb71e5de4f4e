// SPDX-License-Identifier: Apache-2.0
#include "controllers/endpointslice/packing.h"

#include <algorithm>
#include <utility>

namespace seamark::controllers::endpointslice {

namespace {

bool same(const api::Endpoint& a, const api::Endpoint& b) {
  if (!a.targetRef || !b.targetRef) return a == b;
  if (a.targetRef->resourceVersion == b.targetRef->resourceVersion) return a == b;
  api::Endpoint copy = a;
  copy.targetRef->resourceVersion = b.targetRef->resourceVersion;
  return copy == b;
}

// What of a slice is still wanted, in its newest form; takes it out of `desired`.
struct Kept {
  std::vector<api::Endpoint> endpoints;
  bool changed = false;
  size_t compared = 0;
};
bool isOf(const api::Endpoint& endpoint, const std::set<std::string>& pods) {
  return endpoint.targetRef && pods.contains(endpoint.targetRef->name);
}
Kept keep(const api::EndpointSlice& slice, Endpoints& desired, const Changed* changed) {
  Kept kept;
  for (const api::Endpoint& endpoint : slice.endpoints) {
    if (changed && !isOf(endpoint, changed->pods)) {
      kept.endpoints.push_back(endpoint);
      continue;
    }
    ++kept.compared;
    auto it = desired.find(identityOf(endpoint));
    if (it == desired.end()) {
      kept.changed = true;
      continue;
    }
    if (!same(endpoint, it->second)) {
      kept.changed = true;
      kept.endpoints.push_back(std::move(it->second));
    } else {
      kept.endpoints.push_back(endpoint);
    }
    desired.erase(it);
  }
  return kept;
}

void fill(std::vector<api::Endpoint>& slice, Endpoints& desired, size_t most) {
  while (slice.size() < most && !desired.empty()) {
    slice.push_back(std::move(desired.begin()->second));
    desired.erase(desired.begin());
  }
}

}  // namespace

std::string identityOf(const api::Endpoint& endpoint) {
  std::vector<std::string> addresses = endpoint.addresses;
  std::sort(addresses.begin(), addresses.end());
  std::string identity;
  for (const std::string& address : addresses) identity.append(address).push_back(',');
  identity.append("|").append(endpoint.hostname.value_or("")).push_back('|');
  if (endpoint.targetRef)
    identity.append(endpoint.targetRef->namespace_).append("/").append(endpoint.targetRef->name);
  return identity;
}

Packed pack(Endpoints desired, const std::vector<SlicePtr>& existing, size_t maxPerSlice,
            const std::function<bool(const api::EndpointSlice&)>& outdated, const Changed* changed) {
  Packed packed;
  std::vector<SlicePtr> unchanged;
  for (const SlicePtr& slice : existing) {
    if (changed && !changed->slices.contains(slice->metadata.name)) {
      unchanged.push_back(slice);
      continue;
    }
    Kept kept = keep(*slice, desired, changed);
    packed.compared += kept.compared;
    if (kept.endpoints.empty()) {
      packed.deletes.push_back(slice);
    } else if (kept.changed || outdated(*slice)) {
      packed.updates.emplace_back(slice, std::move(kept.endpoints));
    } else {
      unchanged.push_back(slice);
    }
  }
  // The fullest first, so that slices become full rather than many half full.
  std::sort(packed.updates.begin(), packed.updates.end(), [](const auto& a, const auto& b) {
    return a.second.size() != b.second.size() ? a.second.size() > b.second.size()
                                              : a.first->metadata.name < b.first->metadata.name;
  });
  for (auto& [slice, endpoints] : packed.updates) fill(endpoints, desired, maxPerSlice);
  while (!desired.empty()) {
    auto best = unchanged.end();
    if (desired.size() < maxPerSlice)
      for (auto it = unchanged.begin(); it != unchanged.end(); ++it)
        if ((*it)->endpoints.size() + desired.size() <= maxPerSlice &&
            (best == unchanged.end() || (*it)->endpoints.size() > (*best)->endpoints.size()))
          best = it;
    if (best == unchanged.end()) {
      fill(packed.creates.emplace_back(), desired, maxPerSlice);
      continue;
    }
    auto& [slice, endpoints] = packed.updates.emplace_back(*best, (*best)->endpoints);
    fill(endpoints, desired, maxPerSlice);
    unchanged.erase(best);
  }
  return packed;
}

}  // namespace seamark::controllers::endpointslice
