// The columns of Secret.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/secret.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("Type", "What the secret is for, and which keys it must have."),
    textColumn("Data", "How many keys it holds."),
    kAgeColumn,
};

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& secret = as<Secret>(object);
  return {textCell(secret.metadata.name), textCell(secret.type),
          numberCell(static_cast<int64_t>(secret.data.size())), ageCell(secret, now)};
}

}  // namespace

TableSpec secretTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
