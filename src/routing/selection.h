// Which endpoints of a Service port may answer, seen from one node. Pure.
// Source of the rules: Kubernetes' service proxy (topology.go's behaviour): ready endpoints first, then those
// that are terminating but still serve; hints for nodes before hints for zones, and no falling back inside a
// mode.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "routing/service_view.h"

namespace seamark::routing {

// An endpoint of one Service port: an endpoint of a slice with the number that the slice gives the port's
// name.
struct PortEndpoint {
  const SliceEndpoint* endpoint;  // lives as long as the ServiceView
  uint16_t port;
  bool local;  // on this node
};

// Every endpoint of `view` for one port, of one family, whatever its state. Slices are united: an
// address:port that is in several counts once (one that is not terminating wins over one that is; then one on
// this node). Ordered by address and port. Slices for headless use are passed over.
std::vector<PortEndpoint> endpointsOf(const ServiceView& view, std::string_view portName, Protocol protocol,
                                      IpFamily family, std::string_view nodeName);

struct Selection {
  std::vector<PortEndpoint> cluster;  // for traffic with policy Cluster
  std::vector<PortEndpoint> local;    // for traffic with policy Local
  bool anyEndpoint = false;           // some endpoint somewhere could answer: tells "refuse" from "drop"
};

Selection select(const std::vector<PortEndpoint>& all, const NodeView& node);

}  // namespace seamark::routing
