// Packing: how the endpoints of one group (one family, one set of ports) are spread over slices so that a
// change touches as few slices as it can. Pure. Source: semantics 4.3, "Per-group algorithm".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "controllers/slices.h"

namespace seamark::controllers::endpointslice {

// Endpoints by identity: addresses, hostname, target.
using Endpoints = std::map<std::string, api::Endpoint>;
std::string identityOf(const api::Endpoint& endpoint);

struct Packed {
  std::vector<std::vector<api::Endpoint>> creates;  // each the endpoints of a new slice
  std::vector<std::pair<SlicePtr, std::vector<api::Endpoint>>> updates;
  std::vector<SlicePtr> deletes;
};

// `outdated` says that a slice must be written although its endpoints are right (its labels are not).
Packed pack(Endpoints desired, const std::vector<SlicePtr>& existing, size_t maxPerSlice,
            const std::function<bool(const api::EndpointSlice&)>& outdated);

}  // namespace seamark::controllers::endpointslice
