// The roles and bindings that are there from the start.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/rbac/cluster_role.h"
#include "api/rbac/cluster_role_binding.h"
#include "api/rbac/role.h"
#include "api/rbac/role_binding.h"

namespace seamark::apiserver {

std::vector<api::ClusterRole> defaultClusterRoles();
std::vector<api::ClusterRoleBinding> defaultClusterRoleBindings();
std::vector<api::Role> defaultRoles();
std::vector<api::RoleBinding> defaultRoleBindings();

}  // namespace seamark::apiserver
