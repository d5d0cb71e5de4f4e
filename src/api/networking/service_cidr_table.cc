// The columns of ServiceCIDR.
// SPDX-License-Identifier: Apache-2.0
#include "api/networking/service_cidr.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("CIDRs", "The ranges that cluster IPs may be allocated from."),
    kAgeColumn,
};

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& cidr = as<ServiceCIDR>(object);
  return {textCell(cidr.metadata.name), textCell(joined(cidr.spec.cidrs)), ageCell(cidr, now)};
}

}  // namespace

TableSpec serviceCIDRTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
