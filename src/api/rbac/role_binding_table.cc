// The columns of RoleBinding.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/binding_cells.h"
#include "api/rbac/role_binding.h"
#include "api/rules.h"

namespace seamark::api {
namespace {

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& binding = as<RoleBinding>(object);
  return bindingCells(binding, binding.roleRef, binding.subjects, now);
}

}  // namespace

TableSpec roleBindingTable() {
  return {.columns = bindingColumns(), .cells = cells};
}

}  // namespace seamark::api
