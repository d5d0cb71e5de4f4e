// Rows of internal/node_port_allocation.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/internal/node_port_allocation.h"

namespace seamark::api {

const Type& Schema<NodePortAllocationSpec>::type() {
  using Spec = NodePortAllocationSpec;
  static constexpr Field kFields[] = {
      field<&Spec::serviceNamespace>("serviceNamespace", 1, {.doc = "Namespace of the Service."}),
      field<&Spec::serviceName>("serviceName", 2, {.doc = "Name of the Service."}),
      field<&Spec::serviceUid>("serviceUid", 3, {.doc = "Uid of the Service."}),
  };
  static const Type kType =
      structType<Spec>("NodePortAllocationSpec", "seamark.internal.NodePortAllocationSpec", kFields,
                       "The Service that holds a node port.");
  return kType;
}

const Type& Schema<NodePortAllocation>::type() {
  static constexpr Field kFields[] = {
      field<&NodePortAllocation::metadata, NodePortAllocation>("metadata", 1),
      field<&NodePortAllocation::spec>("spec", 2, {.doc = "The Service that holds the port."}),
  };
  static const Type kType = withTypeMeta(structType<NodePortAllocation>(
      "NodePortAllocation", "seamark.internal.NodePortAllocation", kFields, "A node port that is taken."));
  return kType;
}

template <>
const Kind& kindOf<NodePortAllocation>() {
  static const Kind kKind = [] {
    Kind k;
    k.group = "seamark.internal";
    k.version = "v1";
    k.kind = "NodePortAllocation";
    k.list = "NodePortAllocationList";
    k.plural = "nodeportallocations";
    k.singular = "nodeportallocation";
    k.namespaced = false;
    k.served = false;
    k.strictFieldLabels = true;
    k.type = &typeOf<NodePortAllocation>;
    k.make = &makeObject<NodePortAllocation>;
    k.clone = &cloneObject<NodePortAllocation>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<NodePortAllocation>();
    k.rules.name = NameRule::PathSegment;
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
