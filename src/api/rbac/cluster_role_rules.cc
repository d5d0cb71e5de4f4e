// The rules of ClusterRole.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/cluster_role.h"
#include "api/rbac/policy_rules.h"
#include "api/rules.h"

namespace seamark::api {
namespace {

FieldErrors validateCreate(const Object& object) {
  const auto& role = as<ClusterRole>(object);
  FieldErrors errors;
  validatePolicyRules(errors, role.rules, false);
  if (role.aggregationRule && role.aggregationRule->clusterRoleSelectors.empty()) {
    errors.push_back(required(Path("aggregationRule.clusterRoleSelectors"),
                              "at least one clusterRoleSelector required if aggregationRule is non-nil"));
  }
  return errors;
}

FieldErrors validateUpdate(const Object& next, const Object&) {
  return validateCreate(next);
}

}  // namespace

Rules clusterRoleRules() {
  return {.name = NameRule::PathSegment,
          .allowCreateOnUpdate = true,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate};
}

std::span<const SelectableField> clusterRoleSelectableFields() {
  return {};
}

}  // namespace seamark::api
