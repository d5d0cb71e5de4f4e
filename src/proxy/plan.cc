// From a Service to its rules.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/plan.h"

#include <algorithm>

#include "routing/selection.h"

namespace seamark::proxy {

using routing::PortEndpoint;
using routing::Selection;
using routing::ServicePort;
using routing::ServiceView;

namespace {

Backends backendsOf(const std::vector<PortEndpoint>& endpoints) {
  Backends backends;
  backends.reserve(endpoints.size());
  for (const PortEndpoint& e : endpoints) backends.push_back({e.endpoint->address, e.port});
  return backends;  // endpointsOf() has sorted them
}

// The masquerading of frontends that only the cluster uses. Without a pod range nobody can be told to be
// outside.
Masquerade clusterMasquerade(const PlanContext& context, IpFamily family) {
  if (context.masqueradeAll) return Masquerade::Always;
  const auto& ranges = context.rules.podRanges;
  const bool known =
      std::any_of(ranges.begin(), ranges.end(), [&](const Cidr& range) { return range.family() == family; });
  return known ? Masquerade::Outside : Masquerade::Never;
}

// One port of a Service in one family.
class PortPlanner {
 public:
  PortPlanner(const ServiceView& service, const ServicePort& port, IpFamily family,
              const PlanContext& context, ServicePlan& into)
      : service_(service), port_(port), family_(family), context_(context), into_(into) {
    const auto all = routing::endpointsOf(service, port.name, port.protocol, family, context.node.name);
    chosen_ = routing::select(all, context.node);
    for (const PortEndpoint& e : all) {
      if (e.local) into_.localEndpoints.push_back(e.endpoint->address);
      if (port.protocol == Protocol::Udp && e.endpoint->serving)
        serving_.push_back({e.endpoint->address, e.port});
    }
  }

  void clusterIp(const IpAddress& address) {
    Rule rule = common();
    rule.backends = backendsOf(service_.internalLocal ? chosen_.local : chosen_.cluster);
    rule.masquerade = clusterMasquerade(context_, family_);
    add({address, port_.protocol, port_.port}, std::move(rule));
    if (service_.internalLocal && chosen_.local.empty() && chosen_.anyEndpoint)
      ++into_.portsWithoutLocalInternal;
  }

  void external(const IpAddress& address) { add({address, port_.protocol, port_.port}, externalRule()); }

  // Packets to a balancer's own address must come from its allowed ranges. When those hold an address of this
  // node the node may also reach the balancer through itself.
  void ingress(const IpAddress& address) {
    Rule rule = externalRule();
    if (!service_.loadBalancerSourceRanges.empty()) {
      rule.allowedSources.emplace();
      for (const Cidr& range : service_.loadBalancerSourceRanges)
        if (range.family() == family_) rule.allowedSources->push_back(range);
      if (nodeAllowed(*rule.allowedSources))
        rule.allowedSources->push_back(Cidr(address, family_ == IpFamily::V4 ? 32 : 128));
    }
    add({address, port_.protocol, port_.port}, std::move(rule));
  }

  void nodePort() {
    for (const IpAddress& address : context_.nodePortAddresses) {
      if (address.family() != family_) continue;
      Rule rule = externalRule();
      rule.nodePort = true;
      add({address, port_.protocol, port_.nodePort}, std::move(rule));
    }
  }

  bool externalWithoutLocal() const {
    return service_.externalLocal && chosen_.local.empty() && chosen_.anyEndpoint;
  }

 private:
  Rule common() const {
    Rule rule;
    rule.closed = chosen_.anyEndpoint ? Closed::Drop : Closed::Refuse;
    rule.serving = serving_;
    if (service_.clientIpAffinity) rule.sticky = Sticky{*service_.clientIpAffinity, affinityGroup()};
    return rule;
  }

  Rule externalRule() const {
    Rule rule = common();
    if (service_.externalLocal) {
      rule.backends = backendsOf(chosen_.local);
      rule.masquerade = Masquerade::Never;
      rule.insideBackends = backendsOf(chosen_.cluster);
      const bool podsKnown = clusterMasquerade(context_, family_) == Masquerade::Outside;
      rule.insideMasquerade = podsKnown ? Masquerade::Outside : Masquerade::Always;
    } else {
      rule.backends = backendsOf(chosen_.cluster);
      rule.masquerade = Masquerade::Always;
    }
    return rule;
  }

  // All addresses of a Service port share their clients' choices: the cluster IP's frontend stands for them.
  Frontend affinityGroup() const {
    for (const IpAddress& address : service_.clusterIPs)
      if (address.family() == family_) return {address, port_.protocol, port_.port};
    return {};
  }

  bool nodeAllowed(const std::vector<Cidr>& ranges) const {
    const auto& own = context_.node.addresses;
    return std::any_of(ranges.begin(), ranges.end(), [&](const Cidr& range) {
      return std::any_of(own.begin(), own.end(), [&](const IpAddress& a) { return range.contains(a); });
    });
  }

  void add(const Frontend& frontend, Rule rule) {
    into_.frontends.emplace(frontend, std::make_shared<const Rule>(std::move(rule)));
  }

  const ServiceView& service_;
  const ServicePort& port_;
  IpFamily family_;
  const PlanContext& context_;
  ServicePlan& into_;
  Selection chosen_;
  Backends serving_;
};

void planPort(const ServiceView& service, const ServicePort& port, IpFamily family,
              const PlanContext& context, ServicePlan& into) {
  PortPlanner planner(service, port, family, context, into);
  bool external = port.nodePort != 0;
  for (const IpAddress& address : service.clusterIPs)
    if (address.family() == family) planner.clusterIp(address);
  for (const IpAddress& address : service.externalIPs)
    if (address.family() == family) planner.external(address), external = true;
  for (const routing::IngressAddress& i : service.ingress)
    if (!i.proxied && i.address.family() == family) planner.ingress(i.address), external = true;
  if (port.nodePort != 0) planner.nodePort();
  if (external && planner.externalWithoutLocal()) ++into.portsWithoutLocalExternal;
}

// Ready endpoints on this node, each address once, of the family that has more: a balancer sees one number.
HealthCheck healthCheck(const ServiceView& service, const PlanContext& context) {
  std::set<IpAddress> ready[2];
  for (const routing::SlicePtr& slice : service.slices) {
    if (slice->forHeadless) continue;
    for (const routing::SliceEndpoint& e : slice->endpoints)
      if (e.ready && e.nodeName == context.node.name) ready[e.address.isV6()].insert(e.address);
  }
  return {service.healthCheckNodePort, std::max(ready[0].size(), ready[1].size())};
}

}  // namespace

ServicePlan plan(const ServiceView& service, const PlanContext& context) {
  ServicePlan result;
  if (service.leftToAnotherProxy || service.clusterIPs.empty()) return result;
  result.clusterIPs = service.clusterIPs;
  for (const IpFamily family : {IpFamily::V4, IpFamily::V6}) {
    const bool served = std::any_of(service.clusterIPs.begin(), service.clusterIPs.end(),
                                    [&](const IpAddress& a) { return a.family() == family; });
    if (!served) continue;
    for (const ServicePort& port : service.ports) planPort(service, port, family, context, result);
  }
  if (service.healthCheckNodePort != 0 && service.externalLocal)
    result.healthCheck = healthCheck(service, context);
  return result;
}

}  // namespace seamark::proxy
