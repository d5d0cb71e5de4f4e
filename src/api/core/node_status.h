// The status of a Node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/schema.h"

namespace seamark::api {

// One aspect of a node's state.
struct NodeCondition {
  std::string type;
  std::string status;
  Time lastHeartbeatTime;
  Time lastTransitionTime;
  std::string reason;
  std::string message;
  bool operator==(const NodeCondition&) const = default;
};

// An address of a node.
struct NodeAddress {
  std::string type;
  std::string address;
  bool operator==(const NodeAddress&) const = default;
};

// A port of a daemon.
struct DaemonEndpoint {
  int32_t Port = 0;
  bool operator==(const DaemonEndpoint&) const = default;
};

// The daemons of a node.
struct NodeDaemonEndpoints {
  DaemonEndpoint kubeletEndpoint;
  bool operator==(const NodeDaemonEndpoints&) const = default;
};

// Swap of a node.
struct NodeSwapStatus {
  std::optional<int64_t> capacity;
  bool operator==(const NodeSwapStatus&) const = default;
};

// What a node is.
struct NodeSystemInfo {
  std::string machineID;
  std::string systemUUID;
  std::string bootID;
  std::string kernelVersion;
  std::string osImage;
  std::string containerRuntimeVersion;
  std::string kubeletVersion;
  std::string kubeProxyVersion;
  std::string operatingSystem;
  std::string architecture;
  std::optional<NodeSwapStatus> swap;
  std::optional<bool> runningInUserNamespace;
  bool operator==(const NodeSystemInfo&) const = default;
};

// An image that a node has.
struct ContainerImage {
  std::vector<std::string> names;
  int64_t sizeBytes = 0;
  bool operator==(const ContainerImage&) const = default;
};

// A volume attached to a node.
struct AttachedVolume {
  std::string name;
  std::string devicePath;
  bool operator==(const AttachedVolume&) const = default;
};

// A ConfigMap with a kubelet's settings.
struct ConfigMapNodeConfigSource {
  std::string namespace_;
  std::string name;
  std::string uid;
  std::string resourceVersion;
  std::string kubeletConfigKey;
  bool operator==(const ConfigMapNodeConfigSource&) const = default;
};

// Where a kubelet's settings come from.
struct NodeConfigSource {
  std::optional<ConfigMapNodeConfigSource> configMap;
  bool operator==(const NodeConfigSource&) const = default;
};

// Which settings a kubelet uses.
struct NodeConfigStatus {
  std::optional<NodeConfigSource> assigned;
  std::optional<NodeConfigSource> active;
  std::optional<NodeConfigSource> lastKnownGood;
  std::string error;
  bool operator==(const NodeConfigStatus&) const = default;
};

// What a runtime handler can do.
struct NodeRuntimeHandlerFeatures {
  std::optional<bool> recursiveReadOnlyMounts;
  std::optional<bool> userNamespaces;
  bool operator==(const NodeRuntimeHandlerFeatures&) const = default;
};

// A handler of the container runtime.
struct NodeRuntimeHandler {
  std::string name;
  std::optional<NodeRuntimeHandlerFeatures> features;
  bool operator==(const NodeRuntimeHandler&) const = default;
};

// What the container runtime can do.
struct NodeFeatures {
  std::optional<bool> supplementalGroupsPolicy;
  bool operator==(const NodeFeatures&) const = default;
};

// The state of a node.
struct NodeStatus {
  std::map<std::string, Quantity> capacity;
  std::map<std::string, Quantity> allocatable;
  std::string phase;
  std::vector<NodeCondition> conditions;
  std::vector<NodeAddress> addresses;
  NodeDaemonEndpoints daemonEndpoints;
  NodeSystemInfo nodeInfo;
  std::vector<ContainerImage> images;
  std::vector<std::string> volumesInUse;
  std::vector<AttachedVolume> volumesAttached;
  std::optional<NodeConfigStatus> config;
  std::vector<NodeRuntimeHandler> runtimeHandlers;
  std::optional<NodeFeatures> features;
  std::vector<std::string> declaredFeatures;
  bool operator==(const NodeStatus&) const = default;
};

template <>
struct Schema<NodeCondition> {
  static const Type& type();
};
template <>
struct Schema<NodeAddress> {
  static const Type& type();
};
template <>
struct Schema<DaemonEndpoint> {
  static const Type& type();
};
template <>
struct Schema<NodeDaemonEndpoints> {
  static const Type& type();
};
template <>
struct Schema<NodeSwapStatus> {
  static const Type& type();
};
template <>
struct Schema<NodeSystemInfo> {
  static const Type& type();
};
template <>
struct Schema<ContainerImage> {
  static const Type& type();
};
template <>
struct Schema<AttachedVolume> {
  static const Type& type();
};
template <>
struct Schema<ConfigMapNodeConfigSource> {
  static const Type& type();
};
template <>
struct Schema<NodeConfigSource> {
  static const Type& type();
};
template <>
struct Schema<NodeConfigStatus> {
  static const Type& type();
};
template <>
struct Schema<NodeRuntimeHandlerFeatures> {
  static const Type& type();
};
template <>
struct Schema<NodeRuntimeHandler> {
  static const Type& type();
};
template <>
struct Schema<NodeFeatures> {
  static const Type& type();
};
template <>
struct Schema<NodeStatus> {
  static const Type& type();
};

}  // namespace seamark::api
