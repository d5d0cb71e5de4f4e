// rbac.authorization.k8s.io/v1 ClusterRole.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/rbac/policy.h"
#include "api/schema.h"

namespace seamark::api {

// Rights in the whole cluster, or for use in any namespace.
struct ClusterRole : Object {
  std::vector<PolicyRule> rules;
  std::optional<AggregationRule> aggregationRule;
  bool operator==(const ClusterRole&) const = default;
};

template <>
struct Schema<ClusterRole> {
  static const Type& type();
};

template <>
const Kind& kindOf<ClusterRole>();

}  // namespace seamark::api
