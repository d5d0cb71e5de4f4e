// NodeAgent: registers this host as a Node, says that it is Ready and renews its Lease in kube-node-lease, as
// the kubelet does; nothing else of a kubelet.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "client/carrier.h"

namespace seamark::agent {

struct NodeAgentConfig {
  std::string nodeName;
  std::string address;                                // the host's InternalIP
  Duration leaseDuration = std::chrono::seconds(40);  // the kubelet's
  Duration renewInterval = std::chrono::seconds(10);
  Duration retryInterval =
      std::chrono::milliseconds(200);  // the first retry after a failure; doubles up to the above
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

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // answers hold it weakly
};

}  // namespace seamark::agent
