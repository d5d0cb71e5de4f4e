// Rows of core/container.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/container.h"

namespace seamark::api {

namespace {

constexpr std::string_view kProtocol[] = {"SCTP", "TCP", "UDP"};
constexpr std::string_view kMountPropagationMode[] = {"Bidirectional", "HostToContainer", "None"};
constexpr std::string_view kTerminationMessagePolicy[] = {"FallbackToLogsOnError", "File"};
constexpr std::string_view kPullPolicy[] = {"Always", "IfNotPresent", "Never"};

}  // namespace

const Type& Schema<ContainerPort>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerPort::name>("name", 1),
      field<&ContainerPort::hostPort>("hostPort", 2),
      field<&ContainerPort::containerPort>("containerPort", 3, {.required = true, .keepZero = true}),
      field<&ContainerPort::protocol>(
          "protocol", 4, {.defaultValue = "\"TCP\"", .enumValues = kProtocol, .goType = "v1.Protocol"}),
      field<&ContainerPort::hostIP>("hostIP", 5),
  };
  static const Type kType =
      structType<ContainerPort>("ContainerPort", "io.k8s.api.core.v1.ContainerPort", kFields, "");
  return kType;
}

const Type& Schema<ContainerResizePolicy>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerResizePolicy::resourceName>(
          "resourceName", 1, {.required = true, .keepZero = true, .goType = "v1.ResourceName"}),
      field<&ContainerResizePolicy::restartPolicy>(
          "restartPolicy", 2,
          {.required = true, .keepZero = true, .goType = "v1.ResourceResizeRestartPolicy"}),
  };
  static const Type kType = structType<ContainerResizePolicy>(
      "ContainerResizePolicy", "io.k8s.api.core.v1.ContainerResizePolicy", kFields, "");
  return kType;
}

const Type& Schema<ContainerRestartRuleOnExitCodes>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerRestartRuleOnExitCodes::operator_>(
          "operator", 1, {.required = true, .goType = "v1.ContainerRestartRuleOnExitCodesOperator"}),
      field<&ContainerRestartRuleOnExitCodes::values>("values", 2, {.merge = Merge::Set}),
  };
  static const Type kType = structType<ContainerRestartRuleOnExitCodes>(
      "ContainerRestartRuleOnExitCodes", "io.k8s.api.core.v1.ContainerRestartRuleOnExitCodes", kFields, "");
  return kType;
}

const Type& Schema<ContainerRestartRule>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerRestartRule::action>("action", 1,
                                           {.required = true, .goType = "v1.ContainerRestartRuleAction"}),
      field<&ContainerRestartRule::exitCodes>("exitCodes", 2),
  };
  static const Type kType = structType<ContainerRestartRule>(
      "ContainerRestartRule", "io.k8s.api.core.v1.ContainerRestartRule", kFields, "");
  return kType;
}

const Type& Schema<VolumeMount>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeMount::name>("name", 1, {.required = true, .keepZero = true}),
      field<&VolumeMount::readOnly>("readOnly", 2),
      field<&VolumeMount::recursiveReadOnly>("recursiveReadOnly", 7, {.goType = "v1.RecursiveReadOnlyMode"}),
      field<&VolumeMount::mountPath>("mountPath", 3, {.required = true, .keepZero = true}),
      field<&VolumeMount::subPath>("subPath", 4),
      field<&VolumeMount::mountPropagation>(
          "mountPropagation", 5, {.enumValues = kMountPropagationMode, .goType = "v1.MountPropagationMode"}),
      field<&VolumeMount::subPathExpr>("subPathExpr", 6),
      field<&VolumeMount::bindMountOptions>("bindMountOptions", 8, {.merge = Merge::Set}),
  };
  static const Type kType =
      structType<VolumeMount>("VolumeMount", "io.k8s.api.core.v1.VolumeMount", kFields, "");
  return kType;
}

const Type& Schema<VolumeDevice>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeDevice::name>("name", 1, {.required = true, .keepZero = true}),
      field<&VolumeDevice::devicePath>("devicePath", 2, {.required = true, .keepZero = true}),
  };
  static const Type kType =
      structType<VolumeDevice>("VolumeDevice", "io.k8s.api.core.v1.VolumeDevice", kFields, "");
  return kType;
}

const Type& Schema<Container>::type() {
  static constexpr Field kFields[] = {
      field<&Container::name>("name", 1, {.required = true, .keepZero = true}),
      field<&Container::image>("image", 2),
      field<&Container::command>("command", 3, {.merge = Merge::Atomic}),
      field<&Container::args>("args", 4, {.merge = Merge::Atomic}),
      field<&Container::workingDir>("workingDir", 5),
      field<&Container::ports>("ports", 6,
                               {.merge = Merge::Map,
                                .listMapKeys = "containerPort,protocol",
                                .patchMergeKey = "containerPort",
                                .patchStrategy = "merge"}),
      field<&Container::envFrom>("envFrom", 19, {.merge = Merge::Atomic}),
      field<&Container::env>(
          "env", 7,
          {.merge = Merge::Map, .listMapKeys = "name", .patchMergeKey = "name", .patchStrategy = "merge"}),
      field<&Container::resources>("resources", 8),
      field<&Container::resizePolicy>("resizePolicy", 23, {.merge = Merge::Atomic}),
      field<&Container::restartPolicy>("restartPolicy", 24, {.goType = "v1.ContainerRestartPolicy"}),
      field<&Container::restartPolicyRules>("restartPolicyRules", 25, {.merge = Merge::Atomic}),
      field<&Container::volumeMounts>("volumeMounts", 9,
                                      {.merge = Merge::Map,
                                       .listMapKeys = "mountPath",
                                       .patchMergeKey = "mountPath",
                                       .patchStrategy = "merge"}),
      field<&Container::volumeDevices>("volumeDevices", 21,
                                       {.merge = Merge::Map,
                                        .listMapKeys = "devicePath",
                                        .patchMergeKey = "devicePath",
                                        .patchStrategy = "merge"}),
      field<&Container::livenessProbe>("livenessProbe", 10),
      field<&Container::readinessProbe>("readinessProbe", 11),
      field<&Container::startupProbe>("startupProbe", 22),
      field<&Container::lifecycle>("lifecycle", 12),
      field<&Container::terminationMessagePath>("terminationMessagePath", 13),
      field<&Container::terminationMessagePolicy>(
          "terminationMessagePolicy", 20,
          {.enumValues = kTerminationMessagePolicy, .goType = "v1.TerminationMessagePolicy"}),
      field<&Container::imagePullPolicy>("imagePullPolicy", 14,
                                         {.enumValues = kPullPolicy, .goType = "v1.PullPolicy"}),
      field<&Container::securityContext>("securityContext", 15),
      field<&Container::stdin>("stdin", 16),
      field<&Container::stdinOnce>("stdinOnce", 17),
      field<&Container::tty>("tty", 18),
  };
  static const Type kType = structType<Container>("Container", "io.k8s.api.core.v1.Container", kFields, "");
  return kType;
}

const Type& Schema<EphemeralContainerCommon>::type() {
  static constexpr Field kFields[] = {
      field<&EphemeralContainerCommon::name>("name", 1, {.required = true, .keepZero = true}),
      field<&EphemeralContainerCommon::image>("image", 2),
      field<&EphemeralContainerCommon::command>("command", 3, {.merge = Merge::Atomic}),
      field<&EphemeralContainerCommon::args>("args", 4, {.merge = Merge::Atomic}),
      field<&EphemeralContainerCommon::workingDir>("workingDir", 5),
      field<&EphemeralContainerCommon::ports>("ports", 6,
                                              {.merge = Merge::Map,
                                               .listMapKeys = "containerPort,protocol",
                                               .patchMergeKey = "containerPort",
                                               .patchStrategy = "merge"}),
      field<&EphemeralContainerCommon::envFrom>("envFrom", 19, {.merge = Merge::Atomic}),
      field<&EphemeralContainerCommon::env>(
          "env", 7,
          {.merge = Merge::Map, .listMapKeys = "name", .patchMergeKey = "name", .patchStrategy = "merge"}),
      field<&EphemeralContainerCommon::resources>("resources", 8),
      field<&EphemeralContainerCommon::resizePolicy>("resizePolicy", 23, {.merge = Merge::Atomic}),
      field<&EphemeralContainerCommon::restartPolicy>("restartPolicy", 24,
                                                      {.goType = "v1.ContainerRestartPolicy"}),
      field<&EphemeralContainerCommon::restartPolicyRules>("restartPolicyRules", 25,
                                                           {.merge = Merge::Atomic}),
      field<&EphemeralContainerCommon::volumeMounts>("volumeMounts", 9,
                                                     {.merge = Merge::Map,
                                                      .listMapKeys = "mountPath",
                                                      .patchMergeKey = "mountPath",
                                                      .patchStrategy = "merge"}),
      field<&EphemeralContainerCommon::volumeDevices>("volumeDevices", 21,
                                                      {.merge = Merge::Map,
                                                       .listMapKeys = "devicePath",
                                                       .patchMergeKey = "devicePath",
                                                       .patchStrategy = "merge"}),
      field<&EphemeralContainerCommon::livenessProbe>("livenessProbe", 10),
      field<&EphemeralContainerCommon::readinessProbe>("readinessProbe", 11),
      field<&EphemeralContainerCommon::startupProbe>("startupProbe", 22),
      field<&EphemeralContainerCommon::lifecycle>("lifecycle", 12),
      field<&EphemeralContainerCommon::terminationMessagePath>("terminationMessagePath", 13),
      field<&EphemeralContainerCommon::terminationMessagePolicy>(
          "terminationMessagePolicy", 20,
          {.enumValues = kTerminationMessagePolicy, .goType = "v1.TerminationMessagePolicy"}),
      field<&EphemeralContainerCommon::imagePullPolicy>(
          "imagePullPolicy", 14, {.enumValues = kPullPolicy, .goType = "v1.PullPolicy"}),
      field<&EphemeralContainerCommon::securityContext>("securityContext", 15),
      field<&EphemeralContainerCommon::stdin>("stdin", 16),
      field<&EphemeralContainerCommon::stdinOnce>("stdinOnce", 17),
      field<&EphemeralContainerCommon::tty>("tty", 18),
  };
  static const Type kType = structType<EphemeralContainerCommon>(
      "EphemeralContainerCommon", "io.k8s.api.core.v1.EphemeralContainerCommon", kFields, "");
  return kType;
}

const Type& Schema<EphemeralContainer>::type() {
  static constexpr Field kFields[] = {
      field<&EphemeralContainer::ephemeralContainerCommon>("", 1),
      field<&EphemeralContainer::targetContainerName>("targetContainerName", 2),
  };
  static const Type kType = structType<EphemeralContainer>(
      "EphemeralContainer", "io.k8s.api.core.v1.EphemeralContainer", kFields, "");
  return kType;
}

}  // namespace seamark::api
