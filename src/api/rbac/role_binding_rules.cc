// The rules of RoleBinding.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "api/rbac/policy_rules.h"
#include "api/rbac/role_binding.h"
#include "api/rules.h"

namespace seamark::api {
namespace {

constexpr std::array<std::string_view, 2> kRoleKinds = {"Role", "ClusterRole"};

void setDefaults(Object& object) {
  auto& binding = as<RoleBinding>(object);
  defaultBinding(binding.subjects, binding.roleRef);
}

FieldErrors validateCreate(const Object& object) {
  const auto& binding = as<RoleBinding>(object);
  FieldErrors errors;
  validateBinding(errors, binding.subjects, binding.roleRef, kRoleKinds, true);
  return errors;
}

FieldErrors validateUpdate(const Object& next, const Object& old) {
  const auto& binding = as<RoleBinding>(next);
  FieldErrors errors;
  validateBinding(errors, binding.subjects, binding.roleRef, kRoleKinds, true, &as<RoleBinding>(old).roleRef);
  return errors;
}

}  // namespace

Rules roleBindingRules() {
  return {.name = NameRule::PathSegment,
          .allowCreateOnUpdate = true,
          .setDefaults = setDefaults,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate};
}

std::span<const SelectableField> roleBindingSelectableFields() {
  return {};
}

}  // namespace seamark::api
