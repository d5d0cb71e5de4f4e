// The columns of IPAddress. Upstream has two columns and three cells, the third being the age.
// SPDX-License-Identifier: Apache-2.0
#include "api/networking/ip_address.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("ParentRef", "The object that the address is given to, as resource.group/namespace/name."),
};

std::string parentText(const IPAddress& address) {
  const auto& parent = address.spec.parentRef;
  if (!parent) return std::string(kNone);
  std::string text = parent->resource;
  if (!parent->group.empty()) text += "." + parent->group;
  if (!parent->namespace_.empty()) text += "/" + parent->namespace_;
  return text + "/" + parent->name;
}

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& address = as<IPAddress>(object);
  return {textCell(address.metadata.name), textCell(parentText(address)), ageCell(address, now)};
}

}  // namespace

TableSpec ipAddressTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
