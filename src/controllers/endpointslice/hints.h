// Hints: which zone or node an endpoint is meant for, so that traffic stays near. Pure.
// Source: KEP-2433 (topology aware routing), KEP-4444 (trafficDistribution), semantics 4.3 "Hints".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/node.h"
#include "api/core/service.h"
#include "api/discovery/endpoint_slice.h"

namespace seamark::controllers::endpointslice {

// The CPUs of the nodes that can take traffic, by zone: what proportional hints go by.
struct Zones {
  std::map<std::string, int64_t> milliCpu;
  bool incomplete = false;  // a node lacks its zone or its CPUs
  bool operator==(const Zones&) const = default;
};
// What one node adds. A node that is not ready or belongs to the control plane adds nothing.
void addNode(const api::Node& node, Zones& zones);

// The zone that a node is in; "" when nobody says.
std::string zoneOf(const api::Node& node);

// Whether the Service asks for proportional zone hints (service.kubernetes.io/topology-mode: Auto).
bool wantsTopologyHints(const api::Service& service);

// spec.trafficDistribution: each ready endpoint for its own zone (and node).
void hintByDistribution(const api::Service& service, api::Endpoint& endpoint);

// Proportional hints for all endpoints of one family. Nothing: they were given. Else why not, as the Event
// says it (without the address type); no endpoint then has a hint.
std::optional<std::string> hintByTopology(const Zones& zones, const std::vector<api::Endpoint*>& endpoints);

}  // namespace seamark::controllers::endpointslice
