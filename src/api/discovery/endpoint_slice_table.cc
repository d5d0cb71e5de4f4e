// The columns of EndpointSlice.
// SPDX-License-Identifier: Apache-2.0
#include "api/discovery/endpoint_slice.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("AddressType", "The type of every address of this slice: IPv4, IPv6 or FQDN."),
    textColumn("Ports", "Port numbers, or the names of ports without a number; the first three."),
    textColumn("Endpoints", "Addresses, ready or not; the first three."),
    kAgeColumn,
};

std::string portsText(const std::vector<EndpointSlicePort>& ports) {
  ClippedList list;
  for (const EndpointSlicePort& port : ports) {
    if (port.port) {
      list.add(std::to_string(*port.port));
    } else {
      list.add(port.name ? *port.name : "*");
    }
  }
  return orElse(list.text(), kUnset);
}

std::string endpointsText(const std::vector<Endpoint>& endpoints) {
  ClippedList list;
  for (const Endpoint& endpoint : endpoints) {
    for (const std::string& address : endpoint.addresses) list.add(address);
  }
  return orElse(list.text(), kUnset);
}

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& slice = as<EndpointSlice>(object);
  return {textCell(slice.metadata.name), textCell(slice.addressType), textCell(portsText(slice.ports)),
          textCell(endpointsText(slice.endpoints)), ageCell(slice, now)};
}

}  // namespace

TableSpec endpointSliceTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
