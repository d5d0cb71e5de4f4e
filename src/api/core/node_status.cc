// Rows of core/node_status.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/node_status.h"

namespace seamark::api {

namespace {

constexpr std::string_view kNodePhase[] = {"Pending", "Running", "Terminated"};

}  // namespace

const Type& Schema<NodeCondition>::type() {
  static constexpr Field kFields[] = {
      field<&NodeCondition::type>(
          "type", 1,
          {.required = true, .keepZero = true, .goType = "v1.NodeConditionType", .doc = "Which one it is."}),
      field<&NodeCondition::status>("status", 2,
                                    {.required = true,
                                     .keepZero = true,
                                     .goType = "v1.ConditionStatus",
                                     .doc = "True, False or Unknown."}),
      field<&NodeCondition::lastHeartbeatTime>("lastHeartbeatTime", 3, {.doc = "When it was last reported."}),
      field<&NodeCondition::lastTransitionTime>("lastTransitionTime", 4,
                                                {.doc = "When status last changed."}),
      field<&NodeCondition::reason>("reason", 5, {.doc = "Why, as one word for programs."}),
      field<&NodeCondition::message>("message", 6, {.doc = "Why, for people."}),
  };
  static const Type kType = structType<NodeCondition>("NodeCondition", "io.k8s.api.core.v1.NodeCondition",
                                                      kFields, "One aspect of a node's state.");
  return kType;
}

const Type& Schema<NodeAddress>::type() {
  static constexpr Field kFields[] = {
      field<&NodeAddress::type>("type", 1,
                                {.required = true,
                                 .keepZero = true,
                                 .goType = "v1.NodeAddressType",
                                 .doc = "InternalIP, ExternalIP, Hostname, InternalDNS or ExternalDNS."}),
      field<&NodeAddress::address>("address", 2, {.required = true, .keepZero = true, .doc = "The address."}),
  };
  static const Type kType = structType<NodeAddress>("NodeAddress", "io.k8s.api.core.v1.NodeAddress", kFields,
                                                    "An address of a node.");
  return kType;
}

const Type& Schema<DaemonEndpoint>::type() {
  static constexpr Field kFields[] = {
      field<&DaemonEndpoint::Port>("Port", 1, {.required = true, .keepZero = true, .doc = "The port."}),
  };
  static const Type kType = structType<DaemonEndpoint>("DaemonEndpoint", "io.k8s.api.core.v1.DaemonEndpoint",
                                                       kFields, "A port of a daemon.");
  return kType;
}

const Type& Schema<NodeDaemonEndpoints>::type() {
  static constexpr Field kFields[] = {
      field<&NodeDaemonEndpoints::kubeletEndpoint>("kubeletEndpoint", 1, {.doc = "The kubelet's port."}),
  };
  static const Type kType = structType<NodeDaemonEndpoints>(
      "NodeDaemonEndpoints", "io.k8s.api.core.v1.NodeDaemonEndpoints", kFields, "The daemons of a node.");
  return kType;
}

const Type& Schema<NodeSwapStatus>::type() {
  static constexpr Field kFields[] = {
      field<&NodeSwapStatus::capacity>("capacity", 1, {.doc = "Bytes of swap."}),
  };
  static const Type kType = structType<NodeSwapStatus>("NodeSwapStatus", "io.k8s.api.core.v1.NodeSwapStatus",
                                                       kFields, "Swap of a node.");
  return kType;
}

const Type& Schema<NodeSystemInfo>::type() {
  static constexpr Field kFields[] = {
      field<&NodeSystemInfo::machineID>("machineID", 1,
                                        {.required = true, .keepZero = true, .doc = "The machine's id."}),
      field<&NodeSystemInfo::systemUUID>("systemUUID", 2,
                                         {.required = true, .keepZero = true, .doc = "The system's uuid."}),
      field<&NodeSystemInfo::bootID>("bootID", 3,
                                     {.required = true, .keepZero = true, .doc = "Changes with each boot."}),
      field<&NodeSystemInfo::kernelVersion>(
          "kernelVersion", 4, {.required = true, .keepZero = true, .doc = "The kernel's version."}),
      field<&NodeSystemInfo::osImage>(
          "osImage", 5, {.required = true, .keepZero = true, .doc = "The operating system's name."}),
      field<&NodeSystemInfo::containerRuntimeVersion>(
          "containerRuntimeVersion", 6,
          {.required = true, .keepZero = true, .doc = "The container runtime and its version."}),
      field<&NodeSystemInfo::kubeletVersion>(
          "kubeletVersion", 7, {.required = true, .keepZero = true, .doc = "The kubelet's version."}),
      field<&NodeSystemInfo::kubeProxyVersion>("kubeProxyVersion", 8,
                                               {.required = true, .keepZero = true, .doc = "Superseded."}),
      field<&NodeSystemInfo::operatingSystem>(
          "operatingSystem", 9, {.required = true, .keepZero = true, .doc = "linux or windows."}),
      field<&NodeSystemInfo::architecture>(
          "architecture", 10, {.required = true, .keepZero = true, .doc = "amd64, arm64 and the like."}),
      field<&NodeSystemInfo::swap>("swap", 11, {.doc = "Swap space."}),
      field<&NodeSystemInfo::runningInUserNamespace>(
          "runningInUserNamespace", 12, {.doc = "Whether the kubelet runs in a user namespace."}),
  };
  static const Type kType = structType<NodeSystemInfo>("NodeSystemInfo", "io.k8s.api.core.v1.NodeSystemInfo",
                                                       kFields, "What a node is.");
  return kType;
}

const Type& Schema<ContainerImage>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerImage::names>("names", 1,
                                    {.keepZero = true, .merge = Merge::Atomic, .doc = "Its names."}),
      field<&ContainerImage::sizeBytes>("sizeBytes", 2, {.doc = "Its size."}),
  };
  static const Type kType = structType<ContainerImage>("ContainerImage", "io.k8s.api.core.v1.ContainerImage",
                                                       kFields, "An image that a node has.");
  return kType;
}

const Type& Schema<AttachedVolume>::type() {
  static constexpr Field kFields[] = {
      field<&AttachedVolume::name>(
          "name", 1,
          {.required = true, .keepZero = true, .goType = "v1.UniqueVolumeName", .doc = "Its name."}),
      field<&AttachedVolume::devicePath>("devicePath", 2,
                                         {.required = true, .keepZero = true, .doc = "The device."}),
  };
  static const Type kType = structType<AttachedVolume>("AttachedVolume", "io.k8s.api.core.v1.AttachedVolume",
                                                       kFields, "A volume attached to a node.");
  return kType;
}

const Type& Schema<ConfigMapNodeConfigSource>::type() {
  static constexpr Field kFields[] = {
      field<&ConfigMapNodeConfigSource::namespace_>(
          "namespace", 1,
          {.required = true, .keepZero = true, .doc = "The namespace of what is referred to."}),
      field<&ConfigMapNodeConfigSource::name>("name", 2,
                                              {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&ConfigMapNodeConfigSource::uid>(
          "uid", 3, {.goType = "types.UID", .doc = "The uid of what is referred to."}),
      field<&ConfigMapNodeConfigSource::resourceVersion>("resourceVersion", 4,
                                                         {.doc = "The version of what is referred to."}),
      field<&ConfigMapNodeConfigSource::kubeletConfigKey>(
          "kubeletConfigKey", 5,
          {.required = true, .keepZero = true, .doc = "The key that holds the settings."}),
  };
  static const Type kType = structType<ConfigMapNodeConfigSource>(
      "ConfigMapNodeConfigSource", "io.k8s.api.core.v1.ConfigMapNodeConfigSource", kFields,
      "A ConfigMap with a kubelet's settings.");
  return kType;
}

const Type& Schema<NodeConfigSource>::type() {
  static constexpr Field kFields[] = {
      field<&NodeConfigSource::configMap>("configMap", 2, {.doc = "A ConfigMap."}),
  };
  static const Type kType =
      structType<NodeConfigSource>("NodeConfigSource", "io.k8s.api.core.v1.NodeConfigSource", kFields,
                                   "Where a kubelet's settings come from.");
  return kType;
}

const Type& Schema<NodeConfigStatus>::type() {
  static constexpr Field kFields[] = {
      field<&NodeConfigStatus::assigned>("assigned", 1, {.doc = "What it shall use."}),
      field<&NodeConfigStatus::active>("active", 2, {.doc = "What it uses."}),
      field<&NodeConfigStatus::lastKnownGood>("lastKnownGood", 3, {.doc = "What it falls back to."}),
      field<&NodeConfigStatus::error>("error", 4, {.doc = "What is wrong with the assigned ones."}),
  };
  static const Type kType = structType<NodeConfigStatus>(
      "NodeConfigStatus", "io.k8s.api.core.v1.NodeConfigStatus", kFields, "Which settings a kubelet uses.");
  return kType;
}

const Type& Schema<NodeRuntimeHandlerFeatures>::type() {
  static constexpr Field kFields[] = {
      field<&NodeRuntimeHandlerFeatures::recursiveReadOnlyMounts>(
          "recursiveReadOnlyMounts", 1, {.doc = "Mounts that are read-only all the way down."}),
      field<&NodeRuntimeHandlerFeatures::userNamespaces>("userNamespaces", 2, {.doc = "User namespaces."}),
  };
  static const Type kType = structType<NodeRuntimeHandlerFeatures>(
      "NodeRuntimeHandlerFeatures", "io.k8s.api.core.v1.NodeRuntimeHandlerFeatures", kFields,
      "What a runtime handler can do.");
  return kType;
}

const Type& Schema<NodeRuntimeHandler>::type() {
  static constexpr Field kFields[] = {
      field<&NodeRuntimeHandler::name>("name", 1, {.keepZero = true, .doc = "Its name."}),
      field<&NodeRuntimeHandler::features>("features", 2, {.doc = "What it can do."}),
  };
  static const Type kType =
      structType<NodeRuntimeHandler>("NodeRuntimeHandler", "io.k8s.api.core.v1.NodeRuntimeHandler", kFields,
                                     "A handler of the container runtime.");
  return kType;
}

const Type& Schema<NodeFeatures>::type() {
  static constexpr Field kFields[] = {
      field<&NodeFeatures::supplementalGroupsPolicy>("supplementalGroupsPolicy", 1,
                                                     {.doc = "Pods' supplementalGroupsPolicy."}),
  };
  static const Type kType = structType<NodeFeatures>("NodeFeatures", "io.k8s.api.core.v1.NodeFeatures",
                                                     kFields, "What the container runtime can do.");
  return kType;
}

const Type& Schema<NodeStatus>::type() {
  static constexpr Field kFields[] = {
      field<&NodeStatus::capacity>("capacity", 1, {.goType = "v1.ResourceList", .doc = "All resources."}),
      field<&NodeStatus::allocatable>("allocatable", 2,
                                      {.goType = "v1.ResourceList", .doc = "Resources for Pods."}),
      field<&NodeStatus::phase>(
          "phase", 3,
          {.enumValues = kNodePhase, .goType = "v1.NodePhase", .doc = "Superseded by conditions."}),
      field<&NodeStatus::conditions>("conditions", 4,
                                     {.merge = Merge::Map,
                                      .listMapKeys = "type",
                                      .patchMergeKey = "type",
                                      .patchStrategy = "merge",
                                      .doc = "Its state, one condition an aspect."}),
      field<&NodeStatus::addresses>("addresses", 5,
                                    {.merge = Merge::Map,
                                     .listMapKeys = "type",
                                     .patchMergeKey = "type",
                                     .patchStrategy = "merge",
                                     .doc = "How to reach it."}),
      field<&NodeStatus::daemonEndpoints>("daemonEndpoints", 6, {.doc = "Ports of its daemons."}),
      field<&NodeStatus::nodeInfo>("nodeInfo", 7, {.doc = "What it is."}),
      field<&NodeStatus::images>("images", 8, {.merge = Merge::Atomic, .doc = "Images that it has."}),
      field<&NodeStatus::volumesInUse>("volumesInUse", 9,
                                       {.merge = Merge::Atomic,
                                        .goType = "[]v1.UniqueVolumeName",
                                        .doc = "Attached volumes that are in use."}),
      field<&NodeStatus::volumesAttached>("volumesAttached", 10,
                                          {.merge = Merge::Atomic, .doc = "Attached volumes."}),
      field<&NodeStatus::config>("config", 11, {.doc = "Where its settings come from."}),
      field<&NodeStatus::runtimeHandlers>(
          "runtimeHandlers", 12, {.merge = Merge::Atomic, .doc = "Handlers of its container runtime."}),
      field<&NodeStatus::features>("features", 13, {.doc = "What its container runtime can do."}),
      field<&NodeStatus::declaredFeatures>("declaredFeatures", 14,
                                           {.merge = Merge::Atomic, .doc = "Features that it declares."}),
  };
  static const Type kType =
      structType<NodeStatus>("NodeStatus", "io.k8s.api.core.v1.NodeStatus", kFields, "The state of a node.");
  return kType;
}

}  // namespace seamark::api
