// NodeAgent: registers this host as a Node, says how it is and renews its Lease in kube-node-lease, as the
// kubelet does: the Lease every ten seconds; the status when it says something else, and every five minutes.
// A Node that was deleted is registered again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "agent/node/host_facts.h"
#include "api/core/taint.h"
#include "client/carrier.h"

namespace seamark::agent {

struct NodeAgentConfig {
  std::string nodeName;
  std::vector<std::string> addresses;  // the host's InternalIPs
  // Given to a Node that is made; one that is there keeps its own.
  std::map<std::string, std::string> labels;
  std::vector<api::Taint> taints;
  Duration leaseDuration = std::chrono::seconds(40);  // the kubelet's
  Duration renewInterval = std::chrono::seconds(10);
  Duration statusInterval = std::chrono::minutes(5);
  Duration retryInterval =
      std::chrono::milliseconds(200);  // the first retry after a failure; doubles up to renewInterval
  std::function<HostFacts()> facts = readHostFacts;
  std::function<void(const std::string& uid)> onRegistered;  // the Node is there, under this uid
};

// Lives on the carrier's executor.
class NodeAgent {
 public:
  NodeAgent(client::Carrier& carrier, NodeAgentConfig config);
  ~NodeAgent();
  NodeAgent(const NodeAgent&) = delete;
  NodeAgent& operator=(const NodeAgent&) = delete;

  void start();
  // The Node and its Lease have been written.
  bool registered() const;
  // When the API last took the Lease.
  SteadyTime renewedAt() const;
  // The Node says that it is not Ready, and why; `then` once that was tried.
  void leave(const std::string& why, std::function<void()> then);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // answers hold it weakly
};

}  // namespace seamark::agent
