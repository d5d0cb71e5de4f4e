// The columns of Endpoints.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "api/core/endpoints.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("Endpoints", "Ready addresses with their ports; the first three."),
    kAgeColumn,
};

std::string hostPort(const std::string& ip, int32_t port) {
  return ip.find(':') == std::string::npos ? fmt::format("{}:{}", ip, port)
                                           : fmt::format("[{}]:{}", ip, port);
}

std::string endpointsText(const Endpoints& endpoints) {
  if (endpoints.subsets.empty()) return std::string(kNone);
  ClippedList list;
  for (const EndpointSubset& subset : endpoints.subsets) {
    if (subset.ports.empty()) {
      for (const EndpointAddress& address : subset.addresses) list.add(address.ip);
    }
    for (const EndpointPort& port : subset.ports) {
      for (const EndpointAddress& address : subset.addresses) list.add(hostPort(address.ip, port.port));
    }
  }
  return list.text();
}

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& endpoints = as<Endpoints>(object);
  return {textCell(endpoints.metadata.name), textCell(endpointsText(endpoints)), ageCell(endpoints, now)};
}

}  // namespace

TableSpec endpointsTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
