// The columns of ServiceAccount.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/service_account.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {kNameColumn, kAgeColumn};

std::vector<std::string> cells(const Object& object, WallTime now) {
  return {textCell(object.metadata.name), ageCell(object, now)};
}

}  // namespace

TableSpec serviceAccountTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
