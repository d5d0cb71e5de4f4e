// Ruleset: what a node should do with packets for Services, free of any data plane's terms. Values only;
// plan.h makes rules from Services, a data plane carries them out, tracer.h asks them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "routing/service_view.h"

namespace seamark::proxy {

using routing::Cidr;
using routing::IpAddress;
using routing::IpFamily;
using routing::Protocol;
using routing::ServiceName;

// Where packets are caught. An unspecified address (0.0.0.0, ::) stands for the node's own addresses: a node
// port.
struct Frontend {
  IpAddress address;
  Protocol protocol = Protocol::Tcp;
  uint16_t port = 0;
  IpFamily family() const { return address.family(); }
  std::string text() const;  // "tcp://10.96.0.1:443", "udp://[fd00::1]:53"
  auto operator<=>(const Frontend&) const = default;
};

struct Backend {
  IpAddress address;
  uint16_t port = 0;
  std::string text() const;
  auto operator<=>(const Backend&) const = default;
};
using Backends = std::vector<Backend>;  // sorted, each once

// Whose connections get the node's address as source. Hairpin connections always do
// (Ruleset::localEndpoints).
enum class Masquerade : uint8_t { Never, Outside /* sources outside Ruleset::podRanges */, Always };

// What happens when there is no backend to send to.
enum class Closed : uint8_t { Refuse, Drop };

struct Sticky {
  std::chrono::seconds timeout;  // since the client's last new connection
  Frontend group;                // frontends of one Service port share their clients' choices
  bool operator==(const Sticky&) const = default;
};

struct Rule {
  Backends backends;  // empty: closed
  Masquerade masquerade = Masquerade::Never;
  Closed closed = Closed::Refuse;
  // Set for frontends that are reached from outside under policy Local: connections from podRanges and from
  // the node itself go to these instead, as if they had asked the cluster IP.
  Backends insideBackends;
  Masquerade insideMasquerade = Masquerade::Never;
  std::optional<Sticky> sticky;
  std::optional<std::vector<Cidr>> allowedSources;  // others are dropped; checked before anything else
  Backends serving;                                 // UDP only: a flow to any other is forgotten
  bool nodePort = false;  // flows are left alone when `serving` is empty, as kube-proxy leaves them
  bool operator==(const Rule&) const = default;
};
using RulePtr = std::shared_ptr<const Rule>;

// The part that does not come from Services.
struct NodeRules {
  std::vector<Cidr> podRanges;      // --cluster-cidr: "inside" (detect-local mode ClusterCIDR)
  std::vector<Cidr> serviceRanges;  // addresses in them that no Service has are dropped
  bool operator==(const NodeRules&) const = default;
};

struct Ruleset {
  std::map<Frontend, RulePtr> frontends;
  std::set<IpAddress> clusterIPs;      // ports of theirs that no frontend has are refused
  std::set<IpAddress> localEndpoints;  // a connection of one to itself is masqueraded
  NodeRules node;
};

// Which parts of a Ruleset differ from what a data plane has; the values are read from the Ruleset. Changes
// that a backend has not taken yet merge with later ones.
struct Changes {
  bool everything = false;
  std::set<Frontend> frontends;
  std::set<IpAddress> clusterIPs;
  std::set<IpAddress> localEndpoints;
  bool node = false;
  bool empty() const {
    return !everything && frontends.empty() && clusterIPs.empty() && localEndpoints.empty() && !node;
  }
  void merge(Changes other);
  bool operator==(const Changes&) const = default;
};

Changes diff(const Ruleset& before, const Ruleset& after);

// What one Service asks for.
struct HealthCheck {
  uint16_t port = 0;
  size_t localReady = 0;  // per family the same Service may count twice; the larger family counts
  bool operator==(const HealthCheck&) const = default;
};
struct ServicePlan {
  std::map<Frontend, RulePtr> frontends;
  std::vector<IpAddress> clusterIPs;
  std::vector<IpAddress> localEndpoints;
  std::optional<HealthCheck> healthCheck;
  size_t portsWithoutLocalInternal = 0;  // for kubeproxy_sync_proxy_rules_no_local_endpoints_total
  size_t portsWithoutLocalExternal = 0;
};

// The union of all Services' plans, kept one Service at a time. Where two Services claim one frontend the
// first by name has it, and the next gets it when the first lets go. One thread.
class RulesetTable {
 public:
  void set(const ServiceName& name, ServicePlan plan);
  void remove(const ServiceName& name);
  void setNode(NodeRules node);

  const Ruleset& ruleset() const { return ruleset_; }
  const ServicePlan* plan(const ServiceName& name) const;
  const std::map<ServiceName, ServicePlan>& plans() const { return plans_; }
  Changes takeChanges();

 private:
  void claim(const Frontend& frontend, const ServiceName& name, RulePtr rule);
  void release(const Frontend& frontend, const ServiceName& name);
  void settle(const Frontend& frontend);
  void count(std::map<IpAddress, size_t>& counts, std::set<IpAddress>& present, std::set<IpAddress>& changed,
             const std::vector<IpAddress>& addresses, int by);

  Ruleset ruleset_;
  std::map<ServiceName, ServicePlan> plans_;
  std::map<Frontend, std::map<ServiceName, RulePtr>> claims_;
  std::map<IpAddress, size_t> clusterIPs_, localEndpoints_;
  Changes changes_;
};

}  // namespace seamark::proxy
