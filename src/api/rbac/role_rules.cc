// The rules of Role.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/policy_rules.h"
#include "api/rbac/role.h"
#include "api/rules.h"

namespace seamark::api {
namespace {

FieldErrors validateCreate(const Object& object) {
  FieldErrors errors;
  validatePolicyRules(errors, as<Role>(object).rules, true);
  validateVerbs(errors, as<Role>(object).rules);
  return errors;
}

FieldErrors validateUpdate(const Object& next, const Object&) {
  return validateCreate(next);
}

}  // namespace

Rules roleRules() {
  return {.name = NameRule::PathSegment,
          .allowCreateOnUpdate = true,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate};
}

std::span<const SelectableField> roleSelectableFields() {
  return {};
}

}  // namespace seamark::api
