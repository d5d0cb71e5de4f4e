// Rows of core/affinity.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/affinity.h"

namespace seamark::api {

namespace {

constexpr std::string_view kNodeSelectorOperator[] = {"DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"};
constexpr std::string_view kUnsatisfiableConstraintAction[] = {"DoNotSchedule", "ScheduleAnyway"};
constexpr std::string_view kNodeInclusionPolicy[] = {"Honor", "Ignore"};

}  // namespace

const Type& Schema<NodeSelectorRequirement>::type() {
  static constexpr Field kFields[] = {
      field<&NodeSelectorRequirement::key>("key", 1, {.required = true, .keepZero = true, .doc = "The key."}),
      field<&NodeSelectorRequirement::operator_>("operator", 2,
                                                 {.required = true,
                                                  .keepZero = true,
                                                  .enumValues = kNodeSelectorOperator,
                                                  .goType = "v1.NodeSelectorOperator",
                                                  .doc = "How key and values relate."}),
      field<&NodeSelectorRequirement::values>("values", 3,
                                              {.merge = Merge::Atomic, .doc = "The values to compare with."}),
  };
  static const Type kType = structType<NodeSelectorRequirement>(
      "NodeSelectorRequirement", "io.k8s.api.core.v1.NodeSelectorRequirement", kFields, "");
  return kType;
}

const Type& Schema<NodeSelectorTerm>::type() {
  static constexpr Field kFields[] = {
      field<&NodeSelectorTerm::matchExpressions>(
          "matchExpressions", 1, {.merge = Merge::Atomic, .doc = "Conditions on the node's labels."}),
      field<&NodeSelectorTerm::matchFields>(
          "matchFields", 2, {.merge = Merge::Atomic, .doc = "Conditions on the node's fields."}),
  };
  static const Type kType = structType<NodeSelectorTerm>(
      "NodeSelectorTerm", "io.k8s.api.core.v1.NodeSelectorTerm", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<NodeSelector>::type() {
  static constexpr Field kFields[] = {
      field<&NodeSelector::nodeSelectorTerms>(
          "nodeSelectorTerms", 1,
          {.required = true, .keepZero = true, .merge = Merge::Atomic, .doc = "One of these must hold."}),
  };
  static const Type kType =
      structType<NodeSelector>("NodeSelector", "io.k8s.api.core.v1.NodeSelector", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<PreferredSchedulingTerm>::type() {
  static constexpr Field kFields[] = {
      field<&PreferredSchedulingTerm::weight>(
          "weight", 1, {.required = true, .keepZero = true, .doc = "How much it counts, 1 to 100."}),
      field<&PreferredSchedulingTerm::preference>("preference", 2,
                                                  {.required = true, .doc = "Which nodes are liked."}),
  };
  static const Type kType = structType<PreferredSchedulingTerm>(
      "PreferredSchedulingTerm", "io.k8s.api.core.v1.PreferredSchedulingTerm", kFields, "");
  return kType;
}

const Type& Schema<NodeAffinity>::type() {
  static constexpr Field kFields[] = {
      field<&NodeAffinity::requiredDuringSchedulingIgnoredDuringExecution>(
          "requiredDuringSchedulingIgnoredDuringExecution", 1,
          {.doc = "What must hold for the Pod to be placed."}),
      field<&NodeAffinity::preferredDuringSchedulingIgnoredDuringExecution>(
          "preferredDuringSchedulingIgnoredDuringExecution", 2,
          {.merge = Merge::Atomic, .doc = "What is liked when there is a choice."}),
  };
  static const Type kType =
      structType<NodeAffinity>("NodeAffinity", "io.k8s.api.core.v1.NodeAffinity", kFields, "");
  return kType;
}

const Type& Schema<PodAffinityTerm>::type() {
  static constexpr Field kFields[] = {
      field<&PodAffinityTerm::labelSelector>("labelSelector", 1,
                                             {.doc = "Which objects count, by their labels."}),
      field<&PodAffinityTerm::namespaces>(
          "namespaces", 2, {.merge = Merge::Atomic, .doc = "The namespaces of the other Pods."}),
      field<&PodAffinityTerm::topologyKey>(
          "topologyKey", 3,
          {.required = true, .keepZero = true, .doc = "The node label whose equal values make one place."}),
      field<&PodAffinityTerm::namespaceSelector>("namespaceSelector", 4,
                                                 {.doc = "Selects the namespaces of the other Pods."}),
      field<&PodAffinityTerm::matchLabelKeys>(
          "matchLabelKeys", 5,
          {.merge = Merge::Atomic, .doc = "Labels whose values must equal the Pod's own."}),
      field<&PodAffinityTerm::mismatchLabelKeys>(
          "mismatchLabelKeys", 6,
          {.merge = Merge::Atomic, .doc = "Labels whose values must differ from the Pod's own."}),
  };
  static const Type kType =
      structType<PodAffinityTerm>("PodAffinityTerm", "io.k8s.api.core.v1.PodAffinityTerm", kFields, "");
  return kType;
}

const Type& Schema<WeightedPodAffinityTerm>::type() {
  static constexpr Field kFields[] = {
      field<&WeightedPodAffinityTerm::weight>(
          "weight", 1, {.required = true, .keepZero = true, .doc = "How much it counts, 1 to 100."}),
      field<&WeightedPodAffinityTerm::podAffinityTerm>(
          "podAffinityTerm", 2, {.required = true, .doc = "The other Pods and the place."}),
  };
  static const Type kType = structType<WeightedPodAffinityTerm>(
      "WeightedPodAffinityTerm", "io.k8s.api.core.v1.WeightedPodAffinityTerm", kFields, "");
  return kType;
}

const Type& Schema<PodAffinity>::type() {
  static constexpr Field kFields[] = {
      field<&PodAffinity::requiredDuringSchedulingIgnoredDuringExecution>(
          "requiredDuringSchedulingIgnoredDuringExecution", 1,
          {.merge = Merge::Atomic, .doc = "Places that the Pod must share."}),
      field<&PodAffinity::preferredDuringSchedulingIgnoredDuringExecution>(
          "preferredDuringSchedulingIgnoredDuringExecution", 2,
          {.merge = Merge::Atomic, .doc = "Places that the Pod would like to share."}),
  };
  static const Type kType =
      structType<PodAffinity>("PodAffinity", "io.k8s.api.core.v1.PodAffinity", kFields, "");
  return kType;
}

const Type& Schema<PodAntiAffinity>::type() {
  static constexpr Field kFields[] = {
      field<&PodAntiAffinity::requiredDuringSchedulingIgnoredDuringExecution>(
          "requiredDuringSchedulingIgnoredDuringExecution", 1,
          {.merge = Merge::Atomic, .doc = "Places that the Pod must not share."}),
      field<&PodAntiAffinity::preferredDuringSchedulingIgnoredDuringExecution>(
          "preferredDuringSchedulingIgnoredDuringExecution", 2,
          {.merge = Merge::Atomic, .doc = "Places that the Pod would rather not share."}),
  };
  static const Type kType =
      structType<PodAntiAffinity>("PodAntiAffinity", "io.k8s.api.core.v1.PodAntiAffinity", kFields, "");
  return kType;
}

const Type& Schema<Affinity>::type() {
  static constexpr Field kFields[] = {
      field<&Affinity::nodeAffinity>("nodeAffinity", 1, {.doc = "Which nodes."}),
      field<&Affinity::podAffinity>("podAffinity", 2, {.doc = "Near which Pods."}),
      field<&Affinity::podAntiAffinity>("podAntiAffinity", 3, {.doc = "Away from which Pods."}),
  };
  static const Type kType = structType<Affinity>("Affinity", "io.k8s.api.core.v1.Affinity", kFields, "");
  return kType;
}

const Type& Schema<TopologySpreadConstraint>::type() {
  static constexpr Field kFields[] = {
      field<&TopologySpreadConstraint::maxSkew>(
          "maxSkew", 1,
          {.required = true, .keepZero = true, .doc = "The greatest difference between places."}),
      field<&TopologySpreadConstraint::topologyKey>(
          "topologyKey", 2,
          {.required = true, .keepZero = true, .doc = "The node label whose equal values make one place."}),
      field<&TopologySpreadConstraint::whenUnsatisfiable>("whenUnsatisfiable", 3,
                                                          {.required = true,
                                                           .keepZero = true,
                                                           .enumValues = kUnsatisfiableConstraintAction,
                                                           .goType = "v1.UnsatisfiableConstraintAction",
                                                           .doc = "DoNotSchedule or ScheduleAnyway."}),
      field<&TopologySpreadConstraint::labelSelector>("labelSelector", 4,
                                                      {.doc = "Which objects count, by their labels."}),
      field<&TopologySpreadConstraint::minDomains>("minDomains", 5, {.doc = "The least number of places."}),
      field<&TopologySpreadConstraint::nodeAffinityPolicy>(
          "nodeAffinityPolicy", 6,
          {.enumValues = kNodeInclusionPolicy,
           .goType = "v1.NodeInclusionPolicy",
           .doc = "Whether nodes that the Pod cannot use count."}),
      field<&TopologySpreadConstraint::nodeTaintsPolicy>("nodeTaintsPolicy", 7,
                                                         {.enumValues = kNodeInclusionPolicy,
                                                          .goType = "v1.NodeInclusionPolicy",
                                                          .doc = "Whether tainted nodes count."}),
      field<&TopologySpreadConstraint::matchLabelKeys>(
          "matchLabelKeys", 8,
          {.merge = Merge::Atomic, .doc = "Labels whose values must equal the Pod's own."}),
  };
  static const Type kType = structType<TopologySpreadConstraint>(
      "TopologySpreadConstraint", "io.k8s.api.core.v1.TopologySpreadConstraint", kFields, "");
  return kType;
}

}  // namespace seamark::api
