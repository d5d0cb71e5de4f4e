// The columns of Lease.
// SPDX-License-Identifier: Apache-2.0
#include "api/coordination/lease.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("Holder", "Who holds the lease."),
    kAgeColumn,
};

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& lease = as<Lease>(object);
  return {textCell(lease.metadata.name), textCell(lease.spec.holderIdentity.value_or("")),
          ageCell(lease, now)};
}

}  // namespace

TableSpec leaseTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
