// rbac.authorization.k8s.io/v1 Role.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/rbac/policy.h"
#include "api/schema.h"

namespace seamark::api {

// Rights within a namespace.
struct Role : Object {
  std::vector<PolicyRule> rules;
  bool operator==(const Role&) const = default;
};

template <>
struct Schema<Role> {
  static const Type& type();
};

template <>
const Kind& kindOf<Role>();

}  // namespace seamark::api
