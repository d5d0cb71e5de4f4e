// plan: one Service, seen from this node, to the rules that its packets need. Pure. Source of the rules: the
// traffic matrix of Kubernetes' service proxy, as its recordings show it (tests/conformance/proxy).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proxy/ruleset.h"
#include "routing/service_view.h"

namespace seamark::proxy {

// What plan() must know about this host.
struct PlanContext {
  routing::NodeView node;
  NodeRules rules;
  std::vector<IpAddress> nodePortAddresses;  // where node ports are answered
  bool masqueradeAll = false;
};

ServicePlan plan(const routing::ServiceView& service, const PlanContext& context);

}  // namespace seamark::proxy
