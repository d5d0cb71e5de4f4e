// rbac.authorization.k8s.io/v1 RoleBinding.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/rbac/policy.h"
#include "api/schema.h"

namespace seamark::api {

// Gives a role to subjects within a namespace.
struct RoleBinding : Object {
  std::vector<Subject> subjects;
  RoleRef roleRef;
  bool operator==(const RoleBinding&) const = default;
};

template <>
struct Schema<RoleBinding> {
  static const Type& type();
};

template <>
const Kind& kindOf<RoleBinding>();

}  // namespace seamark::api
