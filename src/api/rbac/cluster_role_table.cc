// The columns of ClusterRole: what kinds without a printer of their own show.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/cluster_role.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    {.name = "Created At", .type = "date", .format = "", .description = kAgeColumn.description},
};

std::vector<std::string> cells(const Object& object, WallTime) {
  return {textCell(object.metadata.name), textCell(object.metadata.creationTimestamp.text())};
}

}  // namespace

TableSpec clusterRoleTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
