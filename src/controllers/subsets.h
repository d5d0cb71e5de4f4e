// Subsets of Endpoints in their one canonical form. Source: Kubernetes' RepackSubsets (semantics 2.4).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/core/endpoints.h"

namespace seamark::controllers {

// The same (address, port) pairs with as few subsets as they need: ports with the same addresses share a
// subset, an address is known by its ip and its target's uid, and not ready beats ready. Addresses are sorted
// by ip as text, then by uid; ports by name.
std::vector<api::EndpointSubset> repackSubsets(const std::vector<api::EndpointSubset>& subsets);

}  // namespace seamark::controllers
