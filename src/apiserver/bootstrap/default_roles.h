// The ClusterRoles and ClusterRoleBindings that are there from the start, as upstream has them for what we
// serve.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/rbac/cluster_role.h"
#include "api/rbac/cluster_role_binding.h"

namespace seamark::apiserver {

std::vector<api::ClusterRole> defaultClusterRoles();
std::vector<api::ClusterRoleBinding> defaultClusterRoleBindings();

}  // namespace seamark::apiserver
