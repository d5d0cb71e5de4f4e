// The columns of Namespace.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/namespace.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("Status", "Active, or Terminating while its content is deleted."),
    kAgeColumn,
};

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& space = as<Namespace>(object);
  return {textCell(space.metadata.name), textCell(space.status.phase), ageCell(space, now)};
}

}  // namespace

TableSpec namespaceTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
