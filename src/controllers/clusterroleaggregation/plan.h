// Which rules a ClusterRole has that is made up of others. Pure.
// Source: the recordings (tests/conformance/controllers/lifecycle.json).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "api/rbac/cluster_role.h"

namespace seamark::controllers::clusterroleaggregation {

using RolePtr = std::shared_ptr<const api::ClusterRole>;

// The role with the rules of all that its aggregationRule selects, by selector and then by name, each rule once;
// null when it has them or has no aggregationRule.
std::shared_ptr<api::ClusterRole> plan(const api::ClusterRole& role, const std::vector<RolePtr>& all);

}  // namespace seamark::controllers::clusterroleaggregation
