// Rows of core/container_status.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/container_status.h"

namespace seamark::api {

namespace {

constexpr std::string_view kSignal[] = {
    "SIGABRT",     "SIGALRM",     "SIGBUS",      "SIGCHLD",     "SIGCLD",      "SIGCONT",     "SIGFPE",
    "SIGHUP",      "SIGILL",      "SIGINT",      "SIGIO",       "SIGIOT",      "SIGKILL",     "SIGPIPE",
    "SIGPOLL",     "SIGPROF",     "SIGPWR",      "SIGQUIT",     "SIGRTMAX",    "SIGRTMAX-1",  "SIGRTMAX-10",
    "SIGRTMAX-11", "SIGRTMAX-12", "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2",  "SIGRTMAX-3",  "SIGRTMAX-4",
    "SIGRTMAX-5",  "SIGRTMAX-6",  "SIGRTMAX-7",  "SIGRTMAX-8",  "SIGRTMAX-9",  "SIGRTMIN",    "SIGRTMIN+1",
    "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMIN+2",
    "SIGRTMIN+3",  "SIGRTMIN+4",  "SIGRTMIN+5",  "SIGRTMIN+6",  "SIGRTMIN+7",  "SIGRTMIN+8",  "SIGRTMIN+9",
    "SIGSEGV",     "SIGSTKFLT",   "SIGSTOP",     "SIGSYS",      "SIGTERM",     "SIGTRAP",     "SIGTSTP",
    "SIGTTIN",     "SIGTTOU",     "SIGURG",      "SIGUSR1",     "SIGUSR2",     "SIGVTALRM",   "SIGWINCH",
    "SIGXCPU",     "SIGXFSZ"};

}  // namespace

const Type& Schema<ContainerStateWaiting>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerStateWaiting::reason>("reason", 1, {.doc = "Why, as one word for programs."}),
      field<&ContainerStateWaiting::message>("message", 2, {.doc = "Why, for people."}),
  };
  static const Type kType =
      structType<ContainerStateWaiting>("ContainerStateWaiting", "io.k8s.api.core.v1.ContainerStateWaiting",
                                        kFields, "A container that has yet to run.");
  return kType;
}

const Type& Schema<ContainerStateRunning>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerStateRunning::startedAt>("startedAt", 1, {.doc = "Since when."}),
  };
  static const Type kType = structType<ContainerStateRunning>(
      "ContainerStateRunning", "io.k8s.api.core.v1.ContainerStateRunning", kFields, "A container that runs.");
  return kType;
}

const Type& Schema<ContainerStateTerminated>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerStateTerminated::exitCode>(
          "exitCode", 1, {.required = true, .keepZero = true, .doc = "Its exit code."}),
      field<&ContainerStateTerminated::signal>("signal", 2, {.doc = "The signal that ended it."}),
      field<&ContainerStateTerminated::reason>("reason", 3, {.doc = "Why, as one word for programs."}),
      field<&ContainerStateTerminated::message>("message", 4, {.doc = "Why, for people."}),
      field<&ContainerStateTerminated::startedAt>("startedAt", 5, {.doc = "When it began."}),
      field<&ContainerStateTerminated::finishedAt>("finishedAt", 6, {.doc = "When it ended."}),
      field<&ContainerStateTerminated::containerID>("containerID", 7, {.doc = "Its id."}),
  };
  static const Type kType = structType<ContainerStateTerminated>(
      "ContainerStateTerminated", "io.k8s.api.core.v1.ContainerStateTerminated", kFields,
      "A container that has ended.");
  return kType;
}

const Type& Schema<ContainerState>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerState::waiting>("waiting", 1, {.doc = "It has yet to run."}),
      field<&ContainerState::running>("running", 2, {.doc = "It runs."}),
      field<&ContainerState::terminated>("terminated", 3, {.doc = "It has ended."}),
  };
  static const Type kType = structType<ContainerState>("ContainerState", "io.k8s.api.core.v1.ContainerState",
                                                       kFields, "What a container is doing; one of three.");
  return kType;
}

const Type& Schema<ImageVolumeStatus>::type() {
  static constexpr Field kFields[] = {
      field<&ImageVolumeStatus::imageRef>("imageRef", 1,
                                          {.required = true, .doc = "The image in use, with its digest."}),
  };
  static const Type kType =
      structType<ImageVolumeStatus>("ImageVolumeStatus", "io.k8s.api.core.v1.ImageVolumeStatus", kFields, "");
  return kType;
}

const Type& Schema<VolumeStatus>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeStatus::image>("image", 1, {.doc = "For image volumes."}),
  };
  static const Type kType =
      structType<VolumeStatus>("VolumeStatus", "io.k8s.api.core.v1.VolumeStatus", kFields, "");
  return kType;
}

const Type& Schema<VolumeMountStatus>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeMountStatus::name>("name", 1, {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&VolumeMountStatus::mountPath>(
          "mountPath", 2, {.required = true, .keepZero = true, .doc = "The path in the container."}),
      field<&VolumeMountStatus::readOnly>("readOnly", 3, {.doc = "Whether it is mounted read-only."}),
      field<&VolumeMountStatus::recursiveReadOnly>(
          "recursiveReadOnly", 4,
          {.goType = "v1.RecursiveReadOnlyMode", .doc = "Disabled, IfPossible or Enabled."}),
      field<&VolumeMountStatus::volumeStatus>("volumeStatus", 5, {.doc = "State of the volume."}),
  };
  static const Type kType =
      structType<VolumeMountStatus>("VolumeMountStatus", "io.k8s.api.core.v1.VolumeMountStatus", kFields, "");
  return kType;
}

const Type& Schema<LinuxContainerUser>::type() {
  static constexpr Field kFields[] = {
      field<&LinuxContainerUser::uid>(
          "uid", 1, {.required = true, .keepZero = true, .doc = "The uid of what is referred to."}),
      field<&LinuxContainerUser::gid>("gid", 2, {.required = true, .keepZero = true, .doc = "The group."}),
      field<&LinuxContainerUser::supplementalGroups>("supplementalGroups", 3,
                                                     {.merge = Merge::Atomic, .doc = "Further groups."}),
  };
  static const Type kType = structType<LinuxContainerUser>(
      "LinuxContainerUser", "io.k8s.api.core.v1.LinuxContainerUser", kFields, "");
  return kType;
}

const Type& Schema<ContainerUser>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerUser::linux>("linux", 1, {.doc = "On Linux."}),
  };
  static const Type kType =
      structType<ContainerUser>("ContainerUser", "io.k8s.api.core.v1.ContainerUser", kFields, "");
  return kType;
}

const Type& Schema<ResourceHealth>::type() {
  static constexpr Field kFields[] = {
      field<&ResourceHealth::resourceID>(
          "resourceID", 1,
          {.required = true, .keepZero = true, .goType = "v1.ResourceID", .doc = "The device."}),
      field<&ResourceHealth::health>(
          "health", 2, {.goType = "v1.ResourceHealthStatus", .doc = "Healthy, Unhealthy or Unknown."}),
      field<&ResourceHealth::message>("message", 6, {.doc = "Why, for people."}),
  };
  static const Type kType =
      structType<ResourceHealth>("ResourceHealth", "io.k8s.api.core.v1.ResourceHealth", kFields, "");
  return kType;
}

const Type& Schema<ResourceStatus>::type() {
  static constexpr Field kFields[] = {
      field<&ResourceStatus::name>(
          "name", 1, {.required = true, .keepZero = true, .goType = "v1.ResourceName", .doc = "Its name."}),
      field<&ResourceStatus::resources>(
          "resources", 2, {.merge = Merge::Map, .listMapKeys = "resourceID", .doc = "Its devices."}),
  };
  static const Type kType =
      structType<ResourceStatus>("ResourceStatus", "io.k8s.api.core.v1.ResourceStatus", kFields, "");
  return kType;
}

const Type& Schema<ContainerStatus>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerStatus::name>("name", 1, {.required = true, .keepZero = true, .doc = "The container."}),
      field<&ContainerStatus::state>("state", 2, {.doc = "What it is doing."}),
      field<&ContainerStatus::lastState>("lastState", 3, {.doc = "What it did before its last restart."}),
      field<&ContainerStatus::ready>("ready", 4,
                                     {.required = true, .keepZero = true, .doc = "Whether it is ready."}),
      field<&ContainerStatus::restartCount>(
          "restartCount", 5, {.required = true, .keepZero = true, .doc = "How often it was restarted."}),
      field<&ContainerStatus::image>("image", 6,
                                     {.required = true, .keepZero = true, .doc = "The image that runs."}),
      field<&ContainerStatus::imageID>("imageID", 7,
                                       {.required = true, .keepZero = true, .doc = "The image's id."}),
      field<&ContainerStatus::containerID>("containerID", 8, {.doc = "The container's id."}),
      field<&ContainerStatus::started>("started", 9, {.doc = "Whether it has started."}),
      field<&ContainerStatus::allocatedResources>(
          "allocatedResources", 10, {.goType = "v1.ResourceList", .doc = "Resources given to it."}),
      field<&ContainerStatus::resources>("resources", 11, {.doc = "Resources in force."}),
      field<&ContainerStatus::volumeMounts>("volumeMounts", 12,
                                            {.merge = Merge::Map,
                                             .listMapKeys = "mountPath",
                                             .patchMergeKey = "mountPath",
                                             .patchStrategy = "merge",
                                             .doc = "State of its mounts."}),
      field<&ContainerStatus::user>("user", 13, {.doc = "Who it runs as."}),
      field<&ContainerStatus::allocatedResourcesStatus>("allocatedResourcesStatus", 14,
                                                        {.merge = Merge::Map,
                                                         .listMapKeys = "name",
                                                         .patchMergeKey = "name",
                                                         .patchStrategy = "merge",
                                                         .doc = "State of its devices."}),
      field<&ContainerStatus::stopSignal>(
          "stopSignal", 15,
          {.enumValues = kSignal, .goType = "v1.Signal", .doc = "The signal that stops it."}),
  };
  static const Type kType = structType<ContainerStatus>(
      "ContainerStatus", "io.k8s.api.core.v1.ContainerStatus", kFields, "The state of a container.");
  return kType;
}

}  // namespace seamark::api
