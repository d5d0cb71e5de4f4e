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

// The write that a managed Service needs; nothing when `existing` (or null) says it all.
std::optional<Change> plan(const api::Service& service, const std::vector<PodPtr>& pods,
                           const api::Endpoints* existing, const std::optional<api::Time>& trigger);

// For Endpoints whose Service has no selector (any more), is an ExternalName or is gone: what this controller
// wrote goes. Under our label but with somebody else's addresses they are handed over: the label comes off.
std::optional<Change> planRemoval(const api::Endpoints& existing);

// Cuts to `most` addresses: ready ones first, each subset in proportion. True when something was cut.
bool truncate(std::vector<api::EndpointSubset>& subsets, size_t most);

}  // namespace seamark::controllers::endpoints
