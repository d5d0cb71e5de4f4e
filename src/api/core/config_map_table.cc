// The columns of ConfigMap.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/config_map.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("Data", "How many keys data and binaryData hold together."),
    kAgeColumn,
};

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& map = as<ConfigMap>(object);
  return {textCell(map.metadata.name),
          numberCell(static_cast<int64_t>(map.data.size() + map.binaryData.size())), ageCell(map, now)};
}

}  // namespace

TableSpec configMapTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
