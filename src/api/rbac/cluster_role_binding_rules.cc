// The rules of ClusterRoleBinding.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "api/rbac/cluster_role_binding.h"
#include "api/rbac/policy_rules.h"
#include "api/rules.h"

namespace seamark::api {
namespace {

constexpr std::array<std::string_view, 1> kRoleKinds = {"ClusterRole"};

void setDefaults(Object& object) {
  auto& binding = as<ClusterRoleBinding>(object);
  defaultBinding(binding.subjects, binding.roleRef);
}

FieldErrors validateCreate(const Object& object) {
  const auto& binding = as<ClusterRoleBinding>(object);
  FieldErrors errors;
  validateBinding(errors, binding.subjects, binding.roleRef, kRoleKinds, false);
  return errors;
}

FieldErrors validateUpdate(const Object& next, const Object& old) {
  const auto& binding = as<ClusterRoleBinding>(next);
  FieldErrors errors;
  validateBinding(errors, binding.subjects, binding.roleRef, kRoleKinds, false,
                  &as<ClusterRoleBinding>(old).roleRef);
  return errors;
}

}  // namespace

Rules clusterRoleBindingRules() {
  return {.name = NameRule::PathSegment,
          .allowCreateOnUpdate = true,
          .setDefaults = setDefaults,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate};
}

std::span<const SelectableField> clusterRoleBindingSelectableFields() {
  return {};
}

}  // namespace seamark::api
