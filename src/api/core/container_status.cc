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
      field<&ContainerStateWaiting::reason>("reason", 1),
      field<&ContainerStateWaiting::message>("message", 2),
  };
  static const Type kType = structType<ContainerStateWaiting>(
      "ContainerStateWaiting", "io.k8s.api.core.v1.ContainerStateWaiting", kFields, "");
  return kType;
}

const Type& Schema<ContainerStateRunning>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerStateRunning::startedAt>("startedAt", 1),
  };
  static const Type kType = structType<ContainerStateRunning>(
      "ContainerStateRunning", "io.k8s.api.core.v1.ContainerStateRunning", kFields, "");
  return kType;
}

const Type& Schema<ContainerStateTerminated>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerStateTerminated::exitCode>("exitCode", 1, {.required = true, .keepZero = true}),
      field<&ContainerStateTerminated::signal>("signal", 2),
      field<&ContainerStateTerminated::reason>("reason", 3),
      field<&ContainerStateTerminated::message>("message", 4),
      field<&ContainerStateTerminated::startedAt>("startedAt", 5),
      field<&ContainerStateTerminated::finishedAt>("finishedAt", 6),
      field<&ContainerStateTerminated::containerID>("containerID", 7),
  };
  static const Type kType = structType<ContainerStateTerminated>(
      "ContainerStateTerminated", "io.k8s.api.core.v1.ContainerStateTerminated", kFields, "");
  return kType;
}

const Type& Schema<ContainerState>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerState::waiting>("waiting", 1),
      field<&ContainerState::running>("running", 2),
      field<&ContainerState::terminated>("terminated", 3),
  };
  static const Type kType =
      structType<ContainerState>("ContainerState", "io.k8s.api.core.v1.ContainerState", kFields, "");
  return kType;
}

const Type& Schema<ImageVolumeStatus>::type() {
  static constexpr Field kFields[] = {
      field<&ImageVolumeStatus::imageRef>("imageRef", 1, {.required = true}),
  };
  static const Type kType =
      structType<ImageVolumeStatus>("ImageVolumeStatus", "io.k8s.api.core.v1.ImageVolumeStatus", kFields, "");
  return kType;
}

const Type& Schema<VolumeStatus>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeStatus::image>("image", 1),
  };
  static const Type kType =
      structType<VolumeStatus>("VolumeStatus", "io.k8s.api.core.v1.VolumeStatus", kFields, "");
  return kType;
}

const Type& Schema<VolumeMountStatus>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeMountStatus::name>("name", 1, {.required = true, .keepZero = true}),
      field<&VolumeMountStatus::mountPath>("mountPath", 2, {.required = true, .keepZero = true}),
      field<&VolumeMountStatus::readOnly>("readOnly", 3),
      field<&VolumeMountStatus::recursiveReadOnly>("recursiveReadOnly", 4,
                                                   {.goType = "v1.RecursiveReadOnlyMode"}),
      field<&VolumeMountStatus::volumeStatus>("volumeStatus", 5),
  };
  static const Type kType =
      structType<VolumeMountStatus>("VolumeMountStatus", "io.k8s.api.core.v1.VolumeMountStatus", kFields, "");
  return kType;
}

const Type& Schema<LinuxContainerUser>::type() {
  static constexpr Field kFields[] = {
      field<&LinuxContainerUser::uid>("uid", 1, {.required = true, .keepZero = true}),
      field<&LinuxContainerUser::gid>("gid", 2, {.required = true, .keepZero = true}),
      field<&LinuxContainerUser::supplementalGroups>("supplementalGroups", 3, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<LinuxContainerUser>(
      "LinuxContainerUser", "io.k8s.api.core.v1.LinuxContainerUser", kFields, "");
  return kType;
}

const Type& Schema<ContainerUser>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerUser::linux>("linux", 1),
  };
  static const Type kType =
      structType<ContainerUser>("ContainerUser", "io.k8s.api.core.v1.ContainerUser", kFields, "");
  return kType;
}

const Type& Schema<ResourceHealth>::type() {
  static constexpr Field kFields[] = {
      field<&ResourceHealth::resourceID>("resourceID", 1,
                                         {.required = true, .keepZero = true, .goType = "v1.ResourceID"}),
      field<&ResourceHealth::health>("health", 2, {.goType = "v1.ResourceHealthStatus"}),
      field<&ResourceHealth::message>("message", 6),
  };
  static const Type kType =
      structType<ResourceHealth>("ResourceHealth", "io.k8s.api.core.v1.ResourceHealth", kFields, "");
  return kType;
}

const Type& Schema<ResourceStatus>::type() {
  static constexpr Field kFields[] = {
      field<&ResourceStatus::name>("name", 1,
                                   {.required = true, .keepZero = true, .goType = "v1.ResourceName"}),
      field<&ResourceStatus::resources>("resources", 2, {.merge = Merge::Map, .listMapKeys = "resourceID"}),
  };
  static const Type kType =
      structType<ResourceStatus>("ResourceStatus", "io.k8s.api.core.v1.ResourceStatus", kFields, "");
  return kType;
}

const Type& Schema<ContainerStatus>::type() {
  static constexpr Field kFields[] = {
      field<&ContainerStatus::name>("name", 1, {.required = true, .keepZero = true}),
      field<&ContainerStatus::state>("state", 2),
      field<&ContainerStatus::lastState>("lastState", 3),
      field<&ContainerStatus::ready>("ready", 4, {.required = true, .keepZero = true}),
      field<&ContainerStatus::restartCount>("restartCount", 5, {.required = true, .keepZero = true}),
      field<&ContainerStatus::image>("image", 6, {.required = true, .keepZero = true}),
      field<&ContainerStatus::imageID>("imageID", 7, {.required = true, .keepZero = true}),
      field<&ContainerStatus::containerID>("containerID", 8),
      field<&ContainerStatus::started>("started", 9),
      field<&ContainerStatus::allocatedResources>("allocatedResources", 10, {.goType = "v1.ResourceList"}),
      field<&ContainerStatus::resources>("resources", 11),
      field<&ContainerStatus::volumeMounts>("volumeMounts", 12,
                                            {.merge = Merge::Map,
                                             .listMapKeys = "mountPath",
                                             .patchMergeKey = "mountPath",
                                             .patchStrategy = "merge"}),
      field<&ContainerStatus::user>("user", 13),
      field<&ContainerStatus::allocatedResourcesStatus>(
          "allocatedResourcesStatus", 14,
          {.merge = Merge::Map, .listMapKeys = "name", .patchMergeKey = "name", .patchStrategy = "merge"}),
      field<&ContainerStatus::stopSignal>("stopSignal", 15, {.enumValues = kSignal, .goType = "v1.Signal"}),
  };
  static const Type kType =
      structType<ContainerStatus>("ContainerStatus", "io.k8s.api.core.v1.ContainerStatus", kFields, "");
  return kType;
}

}  // namespace seamark::api
