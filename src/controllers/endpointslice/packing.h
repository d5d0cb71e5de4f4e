// Packing: how the endpoints of one group (one family, one set of ports) are spread over slices so that a
// change touches as few slices as it can. Pure. Source: semantics 4.3, "Per-group algorithm".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "controllers/slices.h"

namespace seamark::controllers::endpointslice {

// Endpoints by identity: addresses, hostname, target.
using Endpoints = std::map<std::string, api::Endpoint>;
std::string identityOf(const api::Endpoint& endpoint);

// Of a Service whose slices were right: the pods that changed since, and the slices that hold (or held) one of
// them. Nothing else needs to be looked at.
struct Changed {
  std::set<std::string> pods;
  std::set<std::string> slices;
};

struct Packed {
  std::vector<std::vector<api::Endpoint>> creates;  // each the endpoints of a new slice
  std::vector<std::pair<SlicePtr, std::vector<api::Endpoint>>> updates;
  std::vector<SlicePtr> deletes;
  size_t compared = 0;  // endpoints that were looked for among the desired
};

// `outdated` says that a slice must be written although its endpoints are right (its labels are not). With
// `changed`, `desired` are the endpoints of those pods only.
Packed pack(Endpoints desired, const std::vector<SlicePtr>& existing, size_t maxPerSlice,
            const std::function<bool(const api::EndpointSlice&)>& outdated, const Changed* changed = nullptr);

}  // namespace seamark::controllers::endpointslice
