// The rules of ClusterRole.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/scheduling_validation.h"
#include "api/rbac/cluster_role.h"
#include "api/rbac/policy_rules.h"
#include "api/rules.h"

namespace seamark::api {
namespace {

const Path kSelectors{"aggregationRule.clusterRoleSelectors"};

FieldErrors validateCreate(const Object& object) {
  const auto& role = as<ClusterRole>(object);
  FieldErrors errors;
  validatePolicyRules(errors, role.rules, false);
  if (role.aggregationRule && role.aggregationRule->clusterRoleSelectors.empty()) {
    errors.push_back(
        required(kSelectors, "at least one clusterRoleSelector required if aggregationRule is non-nil"));
  }
  for (size_t i = 0; role.aggregationRule && i < role.aggregationRule->clusterRoleSelectors.size(); ++i) {
    const size_t before = errors.size();
    validateLabelSelector(errors, kSelectors.index(i), role.aggregationRule->clusterRoleSelectors[i]);
    if (errors.size() > before)
      errors.push_back(invalid(kSelectors.index(i), "null", "invalid label selector."));
  }
  validateVerbs(errors, role.rules);
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
