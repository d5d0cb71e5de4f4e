// From what is known of a host to its Node's status. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "agent/node/host_facts.h"
#include "api/core/node.h"

namespace seamark::agent {

struct NodeFacts {
  std::string name;
  std::vector<std::string> addresses;
  HostFacts host;
  std::string notReady;  // why; empty: it is Ready
};

// `before` is the status as it stands: it tells since when a condition is what it is. All heartbeats are now.
api::NodeStatus nodeStatusOf(const api::NodeStatus& before, const NodeFacts& facts, api::Time now);
// Whether they say different things, apart from when they were said.
bool saysSomethingElse(const api::NodeStatus& a, const api::NodeStatus& b);

}  // namespace seamark::agent
