// NodePortAllocation: one node port that a Service holds. A kind of our own: it is stored, so that the
// store's compare-and-set decides who gets a port, and never served. Its name is the port number.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/kinds.h"
#include "api/meta.h"

namespace seamark::api {

struct NodePortAllocationSpec {
  std::string serviceNamespace;
  std::string serviceName;
  std::string serviceUid;
  bool operator==(const NodePortAllocationSpec&) const = default;
};

struct NodePortAllocation : Object {
  NodePortAllocationSpec spec;
  bool operator==(const NodePortAllocation&) const = default;
};

template <>
struct Schema<NodePortAllocationSpec> {
  static const Type& type();
};
template <>
struct Schema<NodePortAllocation> {
  static const Type& type();
};

template <>
const Kind& kindOf<NodePortAllocation>();

}  // namespace seamark::api
