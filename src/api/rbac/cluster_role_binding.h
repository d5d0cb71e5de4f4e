// rbac.authorization.k8s.io/v1 ClusterRoleBinding.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/rbac/policy.h"
#include "api/schema.h"

namespace seamark::api {

// Gives a ClusterRole to subjects in the whole cluster.
struct ClusterRoleBinding : Object {
  std::vector<Subject> subjects;
  RoleRef roleRef;
  bool operator==(const ClusterRoleBinding&) const = default;
};

template <>
struct Schema<ClusterRoleBinding> {
  static const Type& type();
};

template <>
const Kind& kindOf<ClusterRoleBinding>();

}  // namespace seamark::api
