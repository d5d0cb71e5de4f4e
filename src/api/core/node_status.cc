// Rows of core/node_status.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/node_status.h"

namespace seamark::api {

namespace {

constexpr std::string_view kNodePhase[] = {"Pending", "Running", "Terminated"};

}  // namespace

const Type& Schema<NodeCondition>::type() {
  static constexpr Field kFields[] = {
      field<&NodeCondition::type>("type", 1,
                                  {.required = true, .keepZero = true, .goType = "v1.NodeConditionType"}),
      field<&NodeCondition::status>("status", 2,
                                    {.required = true, .keepZero = true, .goType = "v1.ConditionStatus"}),
      field<&NodeCondition::lastHeartbeatTime>("lastHeartbeatTime", 3),
      field<&NodeCondition::lastTransitionTime>("lastTransitionTime", 4),
      field<&NodeCondition::reason>("reason", 5),
      field<&NodeCondition::message>("message", 6),
  };
  static const Type kType =
      structType<NodeCondition>("NodeCondition", "io.k8s.api.core.v1.NodeCondition", kFields, "");
  return kType;
}

const Type& Schema<NodeAddress>::type() {
  static constexpr Field kFields[] = {
      field<&NodeAddress::type>("type", 1,
                                {.required = true, .keepZero = true, .goType = "v1.NodeAddressType"}),
      field<&NodeAddress::address>("address", 2, {.required = true, .keepZero = true}),
  };
  static const Type kType =
      structType<NodeAddress>("NodeAddress", "io.k8s.api.core.v1.NodeAddress", kFields, "");
  return kType;
}

const Type& Schema<DaemonEndpoint>::type() {
  static constexpr Field kFields[] = {
      field<&DaemonEndpoint::Port>("Port", 1, {.required = true, .keepZero = true}),
  };
  static const Type kType =
      structType<DaemonEndpoint>("DaemonEndpoint", "io.k8s.api.core.v1.DaemonEndpoint", kFields, "");
  return kType;
}

const Type& Schema<NodeDaemonEndpoints>::type() {
  static constexpr Field kFields[] = {
      field<&NodeDaemonEndpoints::kubeletEndpoint>("kubeletEndpoint", 1),
  };
  static const Type kType = structType<NodeDaemonEndpoints>(
      "NodeDaemonEndpoints", "io.k8s.api.core.v1.NodeDaemonEndpoints", kFields, "");
  return kType;
}

const Type& Schema<NodeSwapStatus>::type() {
  static constexpr Field kFields[] = {
      field<&NodeSwapStatus::capacity>("capacity", 1),
  };
  static const Type kType =
      structType<NodeSwapStatus>("NodeSwapStatus", "io.k8s.api.core.v1.NodeSwapStatus", kFields, "");
  return kType;
}

const Type& Schema<NodeSystemInfo>::type() {
  static constexpr Field kFields[] = {
      field<&NodeSystemInfo::machineID>("machineID", 1, {.required = true, .keepZero = true}),
      field<&NodeSystemInfo::systemUUID>("systemUUID", 2, {.required = true, .keepZero = true}),
      field<&NodeSystemInfo::bootID>("bootID", 3, {.required = true, .keepZero = true}),
      field<&NodeSystemInfo::kernelVersion>("kernelVersion", 4, {.required = true, .keepZero = true}),
      field<&NodeSystemInfo::osImage>("osImage", 5, {.required = true, .keepZero = true}),
      field<&NodeSystemInfo::containerRuntimeVersion>("containerRuntimeVersion", 6,
                                                      {.required = true, .keepZero = true}),
      field<&NodeSystemInfo::kubeletVersion>("kubeletVersion", 7, {.required = true, .keepZero = true}),
      field<&NodeSystemInfo::kubeProxyVersion>("kubeProxyVersion", 8, {.required = true, .keepZero = true}),
      field<&NodeSystemInfo::operatingSystem>("operatingSystem", 9, {.required = true, .keepZero = true}),
      field<&NodeSystemInfo::architecture>("architecture", 10, {.required = true, .keepZero = true}),
      field<&NodeSystemInfo::swap>("swap", 11),
      field<&NodeSystemInfo::runningInUserNamespace>("runningInUserNamespace", 12),
  };
  static const Type kType =
      structType<NodeSystemInfo>("NodeSystemInfo", "io.k8s.api.core.v1.NodeSystemInfo", kFields, "");
  return kType;
}

const Type& Schema<ContainerImage>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerImage::names>("names", 1, {.keepZero = true, .merge = Merge::Atomic}),
      field<&ContainerImage::sizeBytes>("sizeBytes", 2),
  };
  static const Type kType =
      structType<ContainerImage>("ContainerImage", "io.k8s.api.core.v1.ContainerImage", kFields, "");
  return kType;
}

const Type& Schema<AttachedVolume>::type() {
  static constexpr Field kFields[] = {
      field<&AttachedVolume::name>("name", 1,
                                   {.required = true, .keepZero = true, .goType = "v1.UniqueVolumeName"}),
      field<&AttachedVolume::devicePath>("devicePath", 2, {.required = true, .keepZero = true}),
  };
  static const Type kType =
      structType<AttachedVolume>("AttachedVolume", "io.k8s.api.core.v1.AttachedVolume", kFields, "");
  return kType;
}

const Type& Schema<ConfigMapNodeConfigSource>::type() {
  static constexpr Field kFields[] = {
      field<&ConfigMapNodeConfigSource::namespace_>("namespace", 1, {.required = true, .keepZero = true}),
      field<&ConfigMapNodeConfigSource::name>("name", 2, {.required = true, .keepZero = true}),
      field<&ConfigMapNodeConfigSource::uid>("uid", 3, {.goType = "types.UID"}),
      field<&ConfigMapNodeConfigSource::resourceVersion>("resourceVersion", 4),
      field<&ConfigMapNodeConfigSource::kubeletConfigKey>("kubeletConfigKey", 5,
                                                          {.required = true, .keepZero = true}),
  };
  static const Type kType = structType<ConfigMapNodeConfigSource>(
      "ConfigMapNodeConfigSource", "io.k8s.api.core.v1.ConfigMapNodeConfigSource", kFields, "");
  return kType;
}

const Type& Schema<NodeConfigSource>::type() {
  static constexpr Field kFields[] = {
      field<&NodeConfigSource::configMap>("configMap", 2),
  };
  static const Type kType =
      structType<NodeConfigSource>("NodeConfigSource", "io.k8s.api.core.v1.NodeConfigSource", kFields, "");
  return kType;
}

const Type& Schema<NodeConfigStatus>::type() {
  static constexpr Field kFields[] = {
      field<&NodeConfigStatus::assigned>("assigned", 1),
      field<&NodeConfigStatus::active>("active", 2),
      field<&NodeConfigStatus::lastKnownGood>("lastKnownGood", 3),
      field<&NodeConfigStatus::error>("error", 4),
  };
  static const Type kType =
      structType<NodeConfigStatus>("NodeConfigStatus", "io.k8s.api.core.v1.NodeConfigStatus", kFields, "");
  return kType;
}

const Type& Schema<NodeRuntimeHandlerFeatures>::type() {
  static constexpr Field kFields[] = {
      field<&NodeRuntimeHandlerFeatures::recursiveReadOnlyMounts>("recursiveReadOnlyMounts", 1),
      field<&NodeRuntimeHandlerFeatures::userNamespaces>("userNamespaces", 2),
  };
  static const Type kType = structType<NodeRuntimeHandlerFeatures>(
      "NodeRuntimeHandlerFeatures", "io.k8s.api.core.v1.NodeRuntimeHandlerFeatures", kFields, "");
  return kType;
}

const Type& Schema<NodeRuntimeHandler>::type() {
  static constexpr Field kFields[] = {
      field<&NodeRuntimeHandler::name>("name", 1, {.keepZero = true}),
      field<&NodeRuntimeHandler::features>("features", 2),
  };
  static const Type kType = structType<NodeRuntimeHandler>(
      "NodeRuntimeHandler", "io.k8s.api.core.v1.NodeRuntimeHandler", kFields, "");
  return kType;
}

const Type& Schema<NodeFeatures>::type() {
  static constexpr Field kFields[] = {
      field<&NodeFeatures::supplementalGroupsPolicy>("supplementalGroupsPolicy", 1),
  };
  static const Type kType =
      structType<NodeFeatures>("NodeFeatures", "io.k8s.api.core.v1.NodeFeatures", kFields, "");
  return kType;
}

const Type& Schema<NodeStatus>::type() {
  static constexpr Field kFields[] = {
      field<&NodeStatus::capacity>("capacity", 1, {.goType = "v1.ResourceList"}),
      field<&NodeStatus::allocatable>("allocatable", 2, {.goType = "v1.ResourceList"}),
      field<&NodeStatus::phase>("phase", 3, {.enumValues = kNodePhase, .goType = "v1.NodePhase"}),
      field<&NodeStatus::conditions>(
          "conditions", 4,
          {.merge = Merge::Map, .listMapKeys = "type", .patchMergeKey = "type", .patchStrategy = "merge"}),
      field<&NodeStatus::addresses>(
          "addresses", 5,
          {.merge = Merge::Map, .listMapKeys = "type", .patchMergeKey = "type", .patchStrategy = "merge"}),
      field<&NodeStatus::daemonEndpoints>("daemonEndpoints", 6),
      field<&NodeStatus::nodeInfo>("nodeInfo", 7),
      field<&NodeStatus::images>("images", 8, {.merge = Merge::Atomic}),
      field<&NodeStatus::volumesInUse>("volumesInUse", 9,
                                       {.merge = Merge::Atomic, .goType = "[]v1.UniqueVolumeName"}),
      field<&NodeStatus::volumesAttached>("volumesAttached", 10, {.merge = Merge::Atomic}),
      field<&NodeStatus::config>("config", 11),
      field<&NodeStatus::runtimeHandlers>("runtimeHandlers", 12, {.merge = Merge::Atomic}),
      field<&NodeStatus::features>("features", 13),
      field<&NodeStatus::declaredFeatures>("declaredFeatures", 14, {.merge = Merge::Atomic}),
  };
  static const Type kType =
      structType<NodeStatus>("NodeStatus", "io.k8s.api.core.v1.NodeStatus", kFields, "");
  return kType;
}

}  // namespace seamark::api
