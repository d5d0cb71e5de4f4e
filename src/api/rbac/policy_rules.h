// Rules that the four RBAC kinds share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "api/field_error.h"
#include "api/rbac/policy.h"

namespace seamark::api {

// What a Role (namespaced) or a ClusterRole may allow.
void validatePolicyRules(FieldErrors& errors, const std::vector<PolicyRule>& rules, bool namespaced);
// That each rule has verbs, which is told after everything else.
void validateVerbs(FieldErrors& errors, const std::vector<PolicyRule>& rules);

// apiGroup of users, groups and the role.
void defaultBinding(std::vector<Subject>& subjects, RoleRef& role);

// `roleKinds`: which kinds of role may be bound. `old`: the role before an update, which may not change it.
void validateBinding(FieldErrors& errors, const std::vector<Subject>& subjects, const RoleRef& role,
                     std::span<const std::string_view> roleKinds, bool namespaced,
                     const RoleRef* old = nullptr);

}  // namespace seamark::api
