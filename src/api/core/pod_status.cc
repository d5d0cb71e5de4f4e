// Rows of core/pod_status.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_status.h"

namespace seamark::api {

namespace {

constexpr std::string_view kVolumeHealthStatusType[] = {"DataLoss", "Degraded", "Inaccessible"};
constexpr std::string_view kPodPhase[] = {"Failed", "Pending", "Running", "Succeeded", "Unknown"};
constexpr std::string_view kPodQOSClass[] = {"BestEffort", "Burstable", "Guaranteed"};

}  // namespace

const Type& Schema<PodCondition>::type() {
  static constexpr Field kFields[] = {
      field<&PodCondition::type>(
          "type", 1,
          {.required = true, .keepZero = true, .goType = "v1.PodConditionType", .doc = "Which one it is."}),
      field<&PodCondition::observedGeneration>("observedGeneration", 7,
                                               {.doc = "The generation that this is about."}),
      field<&PodCondition::status>("status", 2,
                                   {.required = true,
                                    .keepZero = true,
                                    .goType = "v1.ConditionStatus",
                                    .doc = "True, False or Unknown."}),
      field<&PodCondition::lastProbeTime>("lastProbeTime", 3, {.doc = "When it was last looked at."}),
      field<&PodCondition::lastTransitionTime>("lastTransitionTime", 4, {.doc = "When status last changed."}),
      field<&PodCondition::reason>("reason", 5, {.doc = "Why, as one word for programs."}),
      field<&PodCondition::message>("message", 6, {.doc = "Why, for people."}),
  };
  static const Type kType = structType<PodCondition>("PodCondition", "io.k8s.api.core.v1.PodCondition",
                                                     kFields, "One aspect of a Pod's state.");
  return kType;
}

const Type& Schema<HostIP>::type() {
  static constexpr Field kFields[] = {
      field<&HostIP::ip>("ip", 1, {.required = true, .keepZero = true, .doc = "The IP."}),
  };
  static const Type kType =
      structType<HostIP>("HostIP", "io.k8s.api.core.v1.HostIP", kFields, "An IP of a node.");
  return kType;
}

const Type& Schema<PodIP>::type() {
  static constexpr Field kFields[] = {
      field<&PodIP::ip>("ip", 1, {.required = true, .keepZero = true, .doc = "The IP."}),
  };
  static const Type kType =
      structType<PodIP>("PodIP", "io.k8s.api.core.v1.PodIP", kFields, "An IP of a Pod.");
  return kType;
}

const Type& Schema<PodResourceClaimStatus>::type() {
  static constexpr Field kFields[] = {
      field<&PodResourceClaimStatus::name>("name", 1,
                                           {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&PodResourceClaimStatus::resourceClaimName>("resourceClaimName", 2,
                                                        {.doc = "The claim that was made."}),
  };
  static const Type kType = structType<PodResourceClaimStatus>(
      "PodResourceClaimStatus", "io.k8s.api.core.v1.PodResourceClaimStatus", kFields, "");
  return kType;
}

const Type& Schema<ContainerExtendedResourceRequest>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerExtendedResourceRequest::containerName>(
          "containerName", 1, {.required = true, .keepZero = true, .doc = "The container."}),
      field<&ContainerExtendedResourceRequest::resourceName>(
          "resourceName", 2, {.required = true, .keepZero = true, .doc = "The extended resource."}),
      field<&ContainerExtendedResourceRequest::requestName>(
          "requestName", 3, {.required = true, .keepZero = true, .doc = "The request within the claim."}),
  };
  static const Type kType = structType<ContainerExtendedResourceRequest>(
      "ContainerExtendedResourceRequest", "io.k8s.api.core.v1.ContainerExtendedResourceRequest", kFields, "");
  return kType;
}

const Type& Schema<PodExtendedResourceClaimStatus>::type() {
  static constexpr Field kFields[] = {
      field<&PodExtendedResourceClaimStatus::requestMappings>(
          "requestMappings", 1,
          {.required = true,
           .keepZero = true,
           .merge = Merge::Atomic,
           .doc = "Which request stands for which resource."}),
      field<&PodExtendedResourceClaimStatus::resourceClaimName>(
          "resourceClaimName", 2, {.required = true, .keepZero = true, .doc = "The claim."}),
  };
  static const Type kType = structType<PodExtendedResourceClaimStatus>(
      "PodExtendedResourceClaimStatus", "io.k8s.api.core.v1.PodExtendedResourceClaimStatus", kFields, "");
  return kType;
}

const Type& Schema<NodeAllocatableMappedResources>::type() {
  static constexpr Field kFields[] = {
      field<&NodeAllocatableMappedResources::name>(
          "name", 1, {.required = true, .keepZero = true, .goType = "v1.ResourceName", .doc = "Its name."}),
      field<&NodeAllocatableMappedResources::quantity>(
          "quantity", 2, {.required = true, .keepZero = true, .doc = "How much."}),
  };
  static const Type kType = structType<NodeAllocatableMappedResources>(
      "NodeAllocatableMappedResources", "io.k8s.api.core.v1.NodeAllocatableMappedResources", kFields, "");
  return kType;
}

const Type& Schema<NodeAllocatableOverheadResources>::type() {
  static constexpr Field kFields[] = {
      field<&NodeAllocatableOverheadResources::name>(
          "name", 1, {.required = true, .keepZero = true, .goType = "v1.ResourceName", .doc = "Its name."}),
      field<&NodeAllocatableOverheadResources::perPod>("perPod", 2, {.doc = "Once for the Pod."}),
      field<&NodeAllocatableOverheadResources::perContainer>("perContainer", 3,
                                                             {.doc = "For each container."}),
  };
  static const Type kType = structType<NodeAllocatableOverheadResources>(
      "NodeAllocatableOverheadResources", "io.k8s.api.core.v1.NodeAllocatableOverheadResources", kFields, "");
  return kType;
}

const Type& Schema<NodeAllocatableResourceClaimStatus>::type() {
  static constexpr Field kFields[] = {
      field<&NodeAllocatableResourceClaimStatus::resourceClaimName>(
          "resourceClaimName", 1, {.required = true, .keepZero = true, .doc = "The claim."}),
      field<&NodeAllocatableResourceClaimStatus::containers>(
          "containers", 2, {.merge = Merge::Set, .doc = "The containers that use it."}),
      field<&NodeAllocatableResourceClaimStatus::mapping>("mapping", 4,
                                                          {.merge = Merge::Map,
                                                           .listMapKeys = "name",
                                                           .patchMergeKey = "name",
                                                           .patchStrategy = "merge",
                                                           .doc = "Node resources that it takes."}),
      field<&NodeAllocatableResourceClaimStatus::overhead>("overhead", 5,
                                                           {.merge = Merge::Map,
                                                            .listMapKeys = "name",
                                                            .patchMergeKey = "name",
                                                            .patchStrategy = "merge",
                                                            .doc = "What comes on top."}),
  };
  static const Type kType = structType<NodeAllocatableResourceClaimStatus>(
      "NodeAllocatableResourceClaimStatus", "io.k8s.api.core.v1.NodeAllocatableResourceClaimStatus", kFields,
      "");
  return kType;
}

const Type& Schema<VolumeHealthCondition>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeHealthCondition::status>("status", 1,
                                            {.required = true,
                                             .keepZero = true,
                                             .enumValues = kVolumeHealthStatusType,
                                             .goType = "v1.VolumeHealthStatusType",
                                             .doc = "The state last seen; controllers write it."}),
      field<&VolumeHealthCondition::reason>(
          "reason", 2, {.required = true, .keepZero = true, .doc = "Why, as one word for programs."}),
      field<&VolumeHealthCondition::message>("message", 3, {.doc = "Why, for people."}),
  };
  static const Type kType = structType<VolumeHealthCondition>(
      "VolumeHealthCondition", "io.k8s.api.core.v1.VolumeHealthCondition", kFields, "");
  return kType;
}

const Type& Schema<PodVolumeHealth>::type() {
  static constexpr Field kFields[] = {
      field<&PodVolumeHealth::name>("name", 1, {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&PodVolumeHealth::healthConditions>("healthConditions", 2,
                                                {.merge = Merge::Map,
                                                 .listMapKeys = "status,reason",
                                                 .patchMergeKey = "status",
                                                 .patchStrategy = "merge",
                                                 .doc = "What is known of its health."}),
      field<&PodVolumeHealth::lastTransitionTime>("lastTransitionTime", 3,
                                                  {.doc = "When status last changed."}),
  };
  static const Type kType =
      structType<PodVolumeHealth>("PodVolumeHealth", "io.k8s.api.core.v1.PodVolumeHealth", kFields, "");
  return kType;
}

const Type& Schema<PodStatus>::type() {
  static constexpr Field kFields[] = {
      field<&PodStatus::observedGeneration>("observedGeneration", 17,
                                            {.doc = "The generation that this is about."}),
      field<&PodStatus::phase>("phase", 1,
                               {.enumValues = kPodPhase,
                                .goType = "v1.PodPhase",
                                .doc = "Pending, Running, Succeeded, Failed or Unknown."}),
      field<&PodStatus::conditions>("conditions", 2,
                                    {.merge = Merge::Map,
                                     .listMapKeys = "type",
                                     .patchMergeKey = "type",
                                     .patchStrategy = "merge",
                                     .doc = "Its state, one condition an aspect."}),
      field<&PodStatus::message>("message", 3, {.doc = "Why, for people."}),
      field<&PodStatus::reason>("reason", 4, {.doc = "Why, as one word for programs."}),
      field<&PodStatus::nominatedNodeName>("nominatedNodeName", 11,
                                           {.doc = "The node that is being cleared for it."}),
      field<&PodStatus::hostIP>("hostIP", 5, {.doc = "The node's IP."}),
      field<&PodStatus::hostIPs>("hostIPs", 16,
                                 {.merge = Merge::Atomic,
                                  .patchMergeKey = "ip",
                                  .patchStrategy = "merge",
                                  .doc = "The node's IPs."}),
      field<&PodStatus::podIP>("podIP", 6, {.doc = "Its IP."}),
      field<&PodStatus::podIPs>("podIPs", 12,
                                {.merge = Merge::Map,
                                 .listMapKeys = "ip",
                                 .patchMergeKey = "ip",
                                 .patchStrategy = "merge",
                                 .doc = "Its IPs, one a family."}),
      field<&PodStatus::startTime>("startTime", 7, {.doc = "When the kubelet took it up."}),
      field<&PodStatus::initContainerStatuses>(
          "initContainerStatuses", 10, {.merge = Merge::Atomic, .doc = "State of the init containers."}),
      field<&PodStatus::containerStatuses>("containerStatuses", 8,
                                           {.merge = Merge::Atomic, .doc = "State of the containers."}),
      field<&PodStatus::qosClass>("qosClass", 9,
                                  {.enumValues = kPodQOSClass,
                                   .goType = "v1.PodQOSClass",
                                   .doc = "Guaranteed, Burstable or BestEffort."}),
      field<&PodStatus::ephemeralContainerStatuses>(
          "ephemeralContainerStatuses", 13,
          {.merge = Merge::Atomic, .doc = "State of the ephemeral containers."}),
      field<&PodStatus::resize>("resize", 14,
                                {.goType = "v1.PodResizeStatus", .doc = "Superseded by conditions."}),
      field<&PodStatus::resourceClaimStatuses>("resourceClaimStatuses", 15,
                                               {.merge = Merge::Map,
                                                .listMapKeys = "name",
                                                .patchMergeKey = "name",
                                                .patchStrategy = "merge,retainKeys",
                                                .doc = "State of its claims."}),
      field<&PodStatus::extendedResourceClaimStatus>("extendedResourceClaimStatus", 18,
                                                     {.doc = "The claim for extended resources."}),
      field<&PodStatus::allocatedResources>(
          "allocatedResources", 19, {.goType = "v1.ResourceList", .doc = "Resources given to the Pod."}),
      field<&PodStatus::resources>("resources", 20, {.doc = "Resources in force for the Pod."}),
      field<&PodStatus::nodeAllocatableResourceClaimStatuses>(
          "nodeAllocatableResourceClaimStatuses", 21,
          {.merge = Merge::Map,
           .listMapKeys = "resourceClaimName",
           .patchMergeKey = "resourceClaimName",
           .patchStrategy = "merge",
           .doc = "Node resources taken through claims."}),
      field<&PodStatus::volumeHealth>(
          "volumeHealth", 22, {.merge = Merge::Map, .listMapKeys = "name", .doc = "State of its volumes."}),
  };
  static const Type kType =
      structType<PodStatus>("PodStatus", "io.k8s.api.core.v1.PodStatus", kFields, "The state of a Pod.");
  return kType;
}

}  // namespace seamark::api
