// What one RBAC rule allows and what it covers. Pure. Source: Kubernetes' rbac evaluation helpers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/rbac/policy.h"
#include "apiserver/context.h"

namespace seamark::apiserver {

using PolicyRules = std::vector<api::PolicyRule>;

bool ruleAllows(const api::PolicyRule& rule, const RequestInfo& request);

// Those of `wanted` that `held` do not cover, as simple rules (one group, resource and name each), merged by
// verbs and sorted by their text.
PolicyRules uncovered(const PolicyRules& held, const PolicyRules& wanted);

// {APIGroups:[""], Resources:["pods"], Verbs:["get" "delete"]}
std::string compactText(const api::PolicyRule& rule);

}  // namespace seamark::apiserver
