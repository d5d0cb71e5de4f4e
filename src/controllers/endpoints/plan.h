// What the Endpoints of a Service with a selector should say, and what happens to them when it has none any
// more. Pure. Source: semantics 4.2 and the recordings (tests/conformance/controllers/endpoints.json,
// transitions.json).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "api/core/endpoints.h"
#include "controllers/context.h"
#include "controllers/pods.h"

namespace seamark::controllers::endpoints {

// More addresses than this are cut, and an annotation says so.
inline constexpr size_t kMostAddresses = 1000;

// Whether this controller keeps Endpoints for the Service at all.
bool isManaged(const api::Service& service);

struct Plan {
  std::optional<Change> change;  // nothing when what is there says it all
  size_t leftOut = 0;            // addresses beyond the most
};
// What a managed Service needs, given what is there under its name (or null).
Plan plan(const api::Service& service, const std::vector<PodPtr>& pods, const api::Endpoints* existing,
          const std::optional<api::Time>& trigger);

// The two halves of it: the addresses, and what has to be written so that the Endpoints hold them.
struct Addresses {
  std::vector<api::EndpointSubset> subsets;
  size_t leftOut = 0;
};
Addresses addressesOf(const api::Service& service, const std::vector<PodPtr>& pods);
Plan planFor(const api::Service& service, Addresses addresses, const api::Endpoints* existing,
             const std::optional<api::Time>& trigger);
// What one pod adds: one address, ready or not, with its ports. Nothing: it adds none.
std::optional<api::EndpointSubset> subsetOf(const api::Service& service, const api::Pod& pod);

// The Service with a condition that says whether all of its addresses are in its Endpoints; null when it says
// so already. A Service that never had too many has no such condition.
std::shared_ptr<api::Service> withCapacity(const api::Service& service, size_t leftOut, api::Time now);
inline constexpr auto kCapacityCondition = "EndpointsOverCapacity";

// For Endpoints whose Service has no selector (any more), is an ExternalName or is gone: what this controller
// wrote goes. Under our label but with somebody else's addresses they are handed over: the label comes off.
std::optional<Change> planRemoval(const api::Endpoints& existing);

// Cuts to `most` addresses: ready ones first, each subset in proportion. Returns how many were cut.
size_t truncate(std::vector<api::EndpointSubset>& subsets, size_t most);

}  // namespace seamark::controllers::endpoints
