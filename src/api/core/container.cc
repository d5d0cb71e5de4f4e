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
      field<&ContainerPort::name>("name", 1, {.doc = "Its name, for Services."}),
      field<&ContainerPort::hostPort>("hostPort", 2, {.doc = "The port on the node; 0: none."}),
      field<&ContainerPort::containerPort>(
          "containerPort", 3, {.required = true, .keepZero = true, .doc = "The port in the Pod."}),
      field<&ContainerPort::protocol>("protocol", 4,
                                      {.defaultValue = "\"TCP\"",
                                       .enumValues = kProtocol,
                                       .goType = "v1.Protocol",
                                       .doc = "TCP, UDP or SCTP; TCP when left out."}),
      field<&ContainerPort::hostIP>("hostIP", 5, {.doc = "The node's address for hostPort."}),
  };
  static const Type kType = structType<ContainerPort>("ContainerPort", "io.k8s.api.core.v1.ContainerPort",
                                                      kFields, "A port that a container listens on.");
  return kType;
}

const Type& Schema<ContainerResizePolicy>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerResizePolicy::resourceName>(
          "resourceName", 1,
          {.required = true, .keepZero = true, .goType = "v1.ResourceName", .doc = "The resource."}),
      field<&ContainerResizePolicy::restartPolicy>("restartPolicy", 2,
                                                   {.required = true,
                                                    .keepZero = true,
                                                    .goType = "v1.ResourceResizeRestartPolicy",
                                                    .doc = "NotRequired or RestartContainer."}),
  };
  static const Type kType = structType<ContainerResizePolicy>(
      "ContainerResizePolicy", "io.k8s.api.core.v1.ContainerResizePolicy", kFields, "");
  return kType;
}

const Type& Schema<ContainerRestartRuleOnExitCodes>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerRestartRuleOnExitCodes::operator_>(
          "operator", 1,
          {.required = true,
           .goType = "v1.ContainerRestartRuleOnExitCodesOperator",
           .doc = "How key and values relate."}),
      field<&ContainerRestartRuleOnExitCodes::values>(
          "values", 2, {.merge = Merge::Set, .doc = "The values to compare with."}),
  };
  static const Type kType = structType<ContainerRestartRuleOnExitCodes>(
      "ContainerRestartRuleOnExitCodes", "io.k8s.api.core.v1.ContainerRestartRuleOnExitCodes", kFields, "");
  return kType;
}

const Type& Schema<ContainerRestartRule>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerRestartRule::action>(
          "action", 1, {.required = true, .goType = "v1.ContainerRestartRuleAction", .doc = "What to do."}),
      field<&ContainerRestartRule::exitCodes>("exitCodes", 2, {.doc = "The exit codes that it is for."}),
  };
  static const Type kType = structType<ContainerRestartRule>(
      "ContainerRestartRule", "io.k8s.api.core.v1.ContainerRestartRule", kFields, "");
  return kType;
}

const Type& Schema<VolumeMount>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeMount::name>("name", 1, {.required = true, .keepZero = true, .doc = "The volume."}),
      field<&VolumeMount::readOnly>("readOnly", 2, {.doc = "Whether it is mounted read-only."}),
      field<&VolumeMount::recursiveReadOnly>(
          "recursiveReadOnly", 7,
          {.goType = "v1.RecursiveReadOnlyMode", .doc = "Disabled, IfPossible or Enabled."}),
      field<&VolumeMount::mountPath>(
          "mountPath", 3, {.required = true, .keepZero = true, .doc = "The path in the container."}),
      field<&VolumeMount::subPath>("subPath", 4, {.doc = "The path in the volume."}),
      field<&VolumeMount::mountPropagation>("mountPropagation", 5,
                                            {.enumValues = kMountPropagationMode,
                                             .goType = "v1.MountPropagationMode",
                                             .doc = "How mounts travel between host and container."}),
      field<&VolumeMount::subPathExpr>("subPathExpr", 6, {.doc = "The same with $(VAR) expanded."}),
      field<&VolumeMount::bindMountOptions>("bindMountOptions", 8,
                                            {.merge = Merge::Set, .doc = "Options of the bind mount."}),
  };
  static const Type kType = structType<VolumeMount>("VolumeMount", "io.k8s.api.core.v1.VolumeMount", kFields,
                                                    "Where a container sees a volume.");
  return kType;
}

const Type& Schema<VolumeDevice>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeDevice::name>("name", 1, {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&VolumeDevice::devicePath>(
          "devicePath", 2, {.required = true, .keepZero = true, .doc = "The path in the container."}),
  };
  static const Type kType =
      structType<VolumeDevice>("VolumeDevice", "io.k8s.api.core.v1.VolumeDevice", kFields, "");
  return kType;
}

const Type& Schema<Container>::type() {
  static constexpr Field kFields[] = {
      field<&Container::name>("name", 1,
                              {.required = true, .keepZero = true, .doc = "Its name, unique in the Pod."}),
      field<&Container::image>("image", 2, {.doc = "Its image."}),
      field<&Container::command>("command", 3,
                                 {.merge = Merge::Atomic, .doc = "Replaces the image's entry point."}),
      field<&Container::args>("args", 4, {.merge = Merge::Atomic, .doc = "Arguments of the command."}),
      field<&Container::workingDir>("workingDir", 5, {.doc = "Its working directory."}),
      field<&Container::ports>("ports", 6,
                               {.merge = Merge::Map,
                                .listMapKeys = "containerPort,protocol",
                                .patchMergeKey = "containerPort",
                                .patchStrategy = "merge",
                                .doc = "Ports that it listens on."}),
      field<&Container::envFrom>("envFrom", 19,
                                 {.merge = Merge::Atomic, .doc = "Sources of environment variables."}),
      field<&Container::env>("env", 7,
                             {.merge = Merge::Map,
                              .listMapKeys = "name",
                              .patchMergeKey = "name",
                              .patchStrategy = "merge",
                              .doc = "Environment variables."}),
      field<&Container::resources>("resources", 8, {.doc = "Compute resources."}),
      field<&Container::resizePolicy>("resizePolicy", 23,
                                      {.merge = Merge::Atomic, .doc = "What a resize does to it."}),
      field<&Container::restartPolicy>(
          "restartPolicy", 24,
          {.goType = "v1.ContainerRestartPolicy", .doc = "When it is restarted, if not as the Pod says."}),
      field<&Container::restartPolicyRules>(
          "restartPolicyRules", 25,
          {.merge = Merge::Atomic, .doc = "When exit codes decide about restarts."}),
      field<&Container::volumeMounts>("volumeMounts", 9,
                                      {.merge = Merge::Map,
                                       .listMapKeys = "mountPath",
                                       .patchMergeKey = "mountPath",
                                       .patchStrategy = "merge",
                                       .doc = "Volumes that it sees."}),
      field<&Container::volumeDevices>("volumeDevices", 21,
                                       {.merge = Merge::Map,
                                        .listMapKeys = "devicePath",
                                        .patchMergeKey = "devicePath",
                                        .patchStrategy = "merge",
                                        .doc = "Block devices that it sees."}),
      field<&Container::livenessProbe>("livenessProbe", 10, {.doc = "Restarted when this fails."}),
      field<&Container::readinessProbe>("readinessProbe", 11,
                                        {.doc = "Taken out of Services when this fails."}),
      field<&Container::startupProbe>("startupProbe", 22, {.doc = "Other probes wait for this."}),
      field<&Container::lifecycle>("lifecycle", 12, {.doc = "Hooks at start and stop."}),
      field<&Container::terminationMessagePath>("terminationMessagePath", 13,
                                                {.doc = "The file of its last words."}),
      field<&Container::terminationMessagePolicy>("terminationMessagePolicy", 20,
                                                  {.enumValues = kTerminationMessagePolicy,
                                                   .goType = "v1.TerminationMessagePolicy",
                                                   .doc = "Where its last words come from."}),
      field<&Container::imagePullPolicy>(
          "imagePullPolicy", 14,
          {.enumValues = kPullPolicy, .goType = "v1.PullPolicy", .doc = "Always, IfNotPresent or Never."}),
      field<&Container::securityContext>("securityContext", 15, {.doc = "Security settings."}),
      field<&Container::stdin>("stdin", 16, {.doc = "Whether it has a standard input."}),
      field<&Container::stdinOnce>("stdinOnce", 17, {.doc = "Whether that closes after the first client."}),
      field<&Container::tty>("tty", 18, {.doc = "Whether it has a terminal."}),
  };
  static const Type kType =
      structType<Container>("Container", "io.k8s.api.core.v1.Container", kFields, "A program of a Pod.");
  return kType;
}

const Type& Schema<EphemeralContainerCommon>::type() {
  static constexpr Field kFields[] = {
      field<&EphemeralContainerCommon::name>(
          "name", 1, {.required = true, .keepZero = true, .doc = "Its name, unique in the Pod."}),
      field<&EphemeralContainerCommon::image>("image", 2, {.doc = "Its image."}),
      field<&EphemeralContainerCommon::command>(
          "command", 3, {.merge = Merge::Atomic, .doc = "Replaces the image's entry point."}),
      field<&EphemeralContainerCommon::args>("args", 4,
                                             {.merge = Merge::Atomic, .doc = "Arguments of the command."}),
      field<&EphemeralContainerCommon::workingDir>("workingDir", 5, {.doc = "Its working directory."}),
      field<&EphemeralContainerCommon::ports>("ports", 6,
                                              {.merge = Merge::Map,
                                               .listMapKeys = "containerPort,protocol",
                                               .patchMergeKey = "containerPort",
                                               .patchStrategy = "merge",
                                               .doc = "Ports that it listens on."}),
      field<&EphemeralContainerCommon::envFrom>(
          "envFrom", 19, {.merge = Merge::Atomic, .doc = "Sources of environment variables."}),
      field<&EphemeralContainerCommon::env>("env", 7,
                                            {.merge = Merge::Map,
                                             .listMapKeys = "name",
                                             .patchMergeKey = "name",
                                             .patchStrategy = "merge",
                                             .doc = "Environment variables."}),
      field<&EphemeralContainerCommon::resources>("resources", 8, {.doc = "Compute resources."}),
      field<&EphemeralContainerCommon::resizePolicy>(
          "resizePolicy", 23, {.merge = Merge::Atomic, .doc = "What a resize does to it."}),
      field<&EphemeralContainerCommon::restartPolicy>(
          "restartPolicy", 24,
          {.goType = "v1.ContainerRestartPolicy", .doc = "When it is restarted, if not as the Pod says."}),
      field<&EphemeralContainerCommon::restartPolicyRules>(
          "restartPolicyRules", 25,
          {.merge = Merge::Atomic, .doc = "When exit codes decide about restarts."}),
      field<&EphemeralContainerCommon::volumeMounts>("volumeMounts", 9,
                                                     {.merge = Merge::Map,
                                                      .listMapKeys = "mountPath",
                                                      .patchMergeKey = "mountPath",
                                                      .patchStrategy = "merge",
                                                      .doc = "Volumes that it sees."}),
      field<&EphemeralContainerCommon::volumeDevices>("volumeDevices", 21,
                                                      {.merge = Merge::Map,
                                                       .listMapKeys = "devicePath",
                                                       .patchMergeKey = "devicePath",
                                                       .patchStrategy = "merge",
                                                       .doc = "Block devices that it sees."}),
      field<&EphemeralContainerCommon::livenessProbe>("livenessProbe", 10,
                                                      {.doc = "Restarted when this fails."}),
      field<&EphemeralContainerCommon::readinessProbe>("readinessProbe", 11,
                                                       {.doc = "Taken out of Services when this fails."}),
      field<&EphemeralContainerCommon::startupProbe>("startupProbe", 22,
                                                     {.doc = "Other probes wait for this."}),
      field<&EphemeralContainerCommon::lifecycle>("lifecycle", 12, {.doc = "Hooks at start and stop."}),
      field<&EphemeralContainerCommon::terminationMessagePath>("terminationMessagePath", 13,
                                                               {.doc = "The file of its last words."}),
      field<&EphemeralContainerCommon::terminationMessagePolicy>("terminationMessagePolicy", 20,
                                                                 {.enumValues = kTerminationMessagePolicy,
                                                                  .goType = "v1.TerminationMessagePolicy",
                                                                  .doc = "Where its last words come from."}),
      field<&EphemeralContainerCommon::imagePullPolicy>(
          "imagePullPolicy", 14,
          {.enumValues = kPullPolicy, .goType = "v1.PullPolicy", .doc = "Always, IfNotPresent or Never."}),
      field<&EphemeralContainerCommon::securityContext>("securityContext", 15, {.doc = "Security settings."}),
      field<&EphemeralContainerCommon::stdin>("stdin", 16, {.doc = "Whether it has a standard input."}),
      field<&EphemeralContainerCommon::stdinOnce>("stdinOnce", 17,
                                                  {.doc = "Whether that closes after the first client."}),
      field<&EphemeralContainerCommon::tty>("tty", 18, {.doc = "Whether it has a terminal."}),
  };
  static const Type kType = structType<EphemeralContainerCommon>(
      "EphemeralContainerCommon", "io.k8s.api.core.v1.EphemeralContainerCommon", kFields, "");
  return kType;
}

const Type& Schema<EphemeralContainer>::type() {
  static constexpr Field kFields[] = {
      field<&EphemeralContainer::ephemeralContainerCommon>("", 1),
      field<&EphemeralContainer::targetContainerName>("targetContainerName", 2,
                                                      {.doc = "The container whose processes it sees."}),
  };
  static const Type kType = structType<EphemeralContainer>(
      "EphemeralContainer", "io.k8s.api.core.v1.EphemeralContainer", kFields, "");
  return kType;
}

}  // namespace seamark::api
