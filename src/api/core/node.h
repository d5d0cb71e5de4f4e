// core/v1 Node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/core/node_status.h"
#include "api/core/taint.h"
#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Limits preemption on a node.
struct NodePodPreemptionPolicy {
  std::vector<std::string> disableResizePreemption;
  bool operator==(const NodePodPreemptionPolicy&) const = default;
};

// What is wanted of a node.
struct NodeSpec {
  std::string podCIDR;
  std::vector<std::string> podCIDRs;
  std::string providerID;
  bool unschedulable = false;
  std::vector<Taint> taints;
  std::optional<NodeConfigSource> configSource;
  std::string externalID;
  std::optional<NodePodPreemptionPolicy> podPreemptionPolicy;
  bool operator==(const NodeSpec&) const = default;
};

// A machine that runs Pods.
struct Node : Object {
  NodeSpec spec;
  NodeStatus status;
  bool operator==(const Node&) const = default;
};

template <>
struct Schema<NodePodPreemptionPolicy> {
  static const Type& type();
};
template <>
struct Schema<NodeSpec> {
  static const Type& type();
};
template <>
struct Schema<Node> {
  static const Type& type();
};

template <>
const Kind& kindOf<Node>();

}  // namespace seamark::api
