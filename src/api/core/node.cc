// Rows of core/node.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/node.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<NodePodPreemptionPolicy>::type() {
  static constexpr Field kFields[] = {
      field<&NodePodPreemptionPolicy::disableResizePreemption>(
          "disableResizePreemption", 1,
          {.merge = Merge::Set, .doc = "Resizes for which nothing is preempted."}),
  };
  static const Type kType = structType<NodePodPreemptionPolicy>("NodePodPreemptionPolicy",
                                                                "io.k8s.api.core.v1.NodePodPreemptionPolicy",
                                                                kFields, "Limits preemption on a node.");
  return kType;
}

const Type& Schema<NodeSpec>::type() {
  static constexpr Field kFields[] = {
      field<&NodeSpec::podCIDR>("podCIDR", 1, {.doc = "The network of its Pods."}),
      field<&NodeSpec::podCIDRs>(
          "podCIDRs", 7,
          {.merge = Merge::Set, .patchStrategy = "merge", .doc = "The same for each IP family."}),
      field<&NodeSpec::providerID>("providerID", 3, {.doc = "Its id at the provider."}),
      field<&NodeSpec::unschedulable>("unschedulable", 4, {.doc = "Whether no new Pods come here."}),
      field<&NodeSpec::taints>("taints", 5, {.merge = Merge::Atomic, .doc = "What keeps Pods off."}),
      field<&NodeSpec::configSource>("configSource", 6, {.doc = "Superseded."}),
      field<&NodeSpec::externalID>("externalID", 2, {.doc = "Superseded."}),
      field<&NodeSpec::podPreemptionPolicy>("podPreemptionPolicy", 8, {.doc = "Limits of preemption."}),
  };
  static const Type kType =
      structType<NodeSpec>("NodeSpec", "io.k8s.api.core.v1.NodeSpec", kFields, "What is wanted of a node.");
  return kType;
}

const Type& Schema<Node>::type() {
  static constexpr Field kFields[] = {
      field<&Node::metadata, Node>("metadata", 1,
                                   {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&Node::spec>("spec", 2, {.doc = "The desired state."}),
      field<&Node::status>("status", 3, {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType =
      withTypeMeta(structType<Node>("Node", "io.k8s.api.core.v1.Node", kFields, "A machine that runs Pods."));
  return kType;
}

template <>
const Kind& kindOf<Node>() {
  static constexpr std::string_view kShortNames[] = {"no"};
  static constexpr std::string_view kStatusVerbs[] = {"get", "patch", "update"};
  static constexpr Subresource kSubresources[] = {
      {.name = "status",
       .responseGroup = "",
       .responseVersion = "",
       .responseKind = "Node",
       .verbs = kStatusVerbs},
  };
  static const Kind kKind = [] {
    Kind k;
    k.version = "v1";
    k.kind = "Node";
    k.list = "NodeList";
    k.plural = "nodes";
    k.singular = "node";
    k.shortNames = kShortNames;
    k.namespaced = false;
    k.type = &typeOf<Node>;
    k.make = &makeObject<Node>;
    k.clone = &cloneObject<Node>;
    k.verbs = kAllVerbs;
    k.subresources = kSubresources;
    k.index = AllKinds::indexOf<Node>();
    k.selectableFields = nodeSelectableFields();
    k.rules = nodeRules();
    k.table = nodeTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
