// The status of a Pod.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/boxed.h"
#include "api/core/container_status.h"
#include "api/core/resources.h"
#include "api/schema.h"

namespace seamark::api {

// One aspect of a Pod's state.
struct PodCondition {
  std::string type;
  int64_t observedGeneration = 0;
  std::string status;
  Time lastProbeTime;
  Time lastTransitionTime;
  std::string reason;
  std::string message;
  bool operator==(const PodCondition&) const = default;
};

// An IP of a node.
struct HostIP {
  std::string ip;
  bool operator==(const HostIP&) const = default;
};

// An IP of a Pod.
struct PodIP {
  std::string ip;
  bool operator==(const PodIP&) const = default;
};

struct PodResourceClaimStatus {
  std::string name;
  std::optional<std::string> resourceClaimName;
  bool operator==(const PodResourceClaimStatus&) const = default;
};

struct ContainerExtendedResourceRequest {
  std::string containerName;
  std::string resourceName;
  std::string requestName;
  bool operator==(const ContainerExtendedResourceRequest&) const = default;
};

struct PodExtendedResourceClaimStatus {
  std::vector<ContainerExtendedResourceRequest> requestMappings;
  std::string resourceClaimName;
  bool operator==(const PodExtendedResourceClaimStatus&) const = default;
};

struct NodeAllocatableMappedResources {
  std::string name;
  std::optional<Quantity> quantity;
  bool operator==(const NodeAllocatableMappedResources&) const = default;
};

struct NodeAllocatableOverheadResources {
  std::string name;
  std::optional<Quantity> perPod;
  std::optional<Quantity> perContainer;
  bool operator==(const NodeAllocatableOverheadResources&) const = default;
};

struct NodeAllocatableResourceClaimStatus {
  std::string resourceClaimName;
  std::vector<std::string> containers;
  std::vector<NodeAllocatableMappedResources> mapping;
  std::vector<NodeAllocatableOverheadResources> overhead;
  bool operator==(const NodeAllocatableResourceClaimStatus&) const = default;
};

struct VolumeHealthCondition {
  std::string status;
  std::string reason;
  std::string message;
  bool operator==(const VolumeHealthCondition&) const = default;
};

struct PodVolumeHealth {
  std::string name;
  std::vector<VolumeHealthCondition> healthConditions;
  Time lastTransitionTime;
  bool operator==(const PodVolumeHealth&) const = default;
};

// The state of a Pod.
struct PodStatus {
  int64_t observedGeneration = 0;
  std::string phase;
  std::vector<PodCondition> conditions;
  std::string message;
  std::string reason;
  std::string nominatedNodeName;
  std::string hostIP;
  std::vector<HostIP> hostIPs;
  std::string podIP;
  std::vector<PodIP> podIPs;
  std::optional<Time> startTime;
  std::vector<ContainerStatus> initContainerStatuses;
  std::vector<ContainerStatus> containerStatuses;
  std::string qosClass;
  std::vector<ContainerStatus> ephemeralContainerStatuses;
  std::string resize;
  std::vector<PodResourceClaimStatus> resourceClaimStatuses;
  Boxed<PodExtendedResourceClaimStatus> extendedResourceClaimStatus;
  std::map<std::string, Quantity> allocatedResources;
  Boxed<ResourceRequirements> resources;
  std::vector<NodeAllocatableResourceClaimStatus> nodeAllocatableResourceClaimStatuses;
  std::vector<PodVolumeHealth> volumeHealth;
  bool operator==(const PodStatus&) const = default;
};

template <>
struct Schema<PodCondition> {
  static const Type& type();
};
template <>
struct Schema<HostIP> {
  static const Type& type();
};
template <>
struct Schema<PodIP> {
  static const Type& type();
};
template <>
struct Schema<PodResourceClaimStatus> {
  static const Type& type();
};
template <>
struct Schema<ContainerExtendedResourceRequest> {
  static const Type& type();
};
template <>
struct Schema<PodExtendedResourceClaimStatus> {
  static const Type& type();
};
template <>
struct Schema<NodeAllocatableMappedResources> {
  static const Type& type();
};
template <>
struct Schema<NodeAllocatableOverheadResources> {
  static const Type& type();
};
template <>
struct Schema<NodeAllocatableResourceClaimStatus> {
  static const Type& type();
};
template <>
struct Schema<VolumeHealthCondition> {
  static const Type& type();
};
template <>
struct Schema<PodVolumeHealth> {
  static const Type& type();
};
template <>
struct Schema<PodStatus> {
  static const Type& type();
};

}  // namespace seamark::api
