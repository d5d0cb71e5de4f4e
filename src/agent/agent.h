// Agent: what `seamark agent` is. It registers its host as a Node, keeps the Node's Lease, and adopts what
// runs on the host outside any container runtime: Pods from manifests and Pods that were bound to the node,
// with the host's address and real probes. It starts no process. Lives on the carrier's executor, which is
// `loop`; start() and the destructor are called there too.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/workload/workloads.h"
#include "api/core/taint.h"
#include "base/random.h"
#include "client/carrier.h"
#include "net/event_loop.h"

namespace seamark::agent {

struct AgentConfig {
  std::string nodeName;
  std::vector<std::string> addresses;         // the host's; the first is that of its Pods
  std::map<std::string, std::string> labels;  // of a Node that is made
  std::vector<api::Taint> taints;             // likewise
  std::string manifests;                      // a directory, or empty: none
  AdoptionPolicy adoption;
  ExecProbes execProbes = ExecProbes::Manifests;
  bool soleKeeper = true;  // see WorkloadsConfig
};

class Agent {
 public:
  Agent(client::Carrier& carrier, net::EventLoop& loop, Random& random, AgentConfig config);
  ~Agent();
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  void start();
  // The Node and its Lease have been written.
  bool registered() const;
  // Not so once Leases could not be renewed for a while; one that has never reached the API waits.
  bool healthy() const;
  std::string metricsText() const;       // Prometheus' text format: all but those of probes
  std::string probeMetricsText() const;  // those of probes
  // Before the host goes down: the Node and every Pod become not ready. `then` once the API knows.
  void leave(std::function<void()> then);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seamark::agent
