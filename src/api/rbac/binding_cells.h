// Cells that RoleBinding and ClusterRoleBinding have in common.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "api/kind.h"
#include "api/rbac/policy.h"

namespace seamark::api {

// Name, Role, Age, and wide: Users, Groups, ServiceAccounts.
std::span<const Column> bindingColumns();
std::vector<std::string> bindingCells(const Object& object, const RoleRef& role,
                                      const std::vector<Subject>& subjects, WallTime now);

}  // namespace seamark::api
