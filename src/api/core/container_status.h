// The status of one container.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/boxed.h"
#include "api/core/resources.h"
#include "api/schema.h"

namespace seamark::api {

// A container that has yet to run.
struct ContainerStateWaiting {
  std::string reason;
  std::string message;
  bool operator==(const ContainerStateWaiting&) const = default;
};

// A container that runs.
struct ContainerStateRunning {
  Time startedAt;
  bool operator==(const ContainerStateRunning&) const = default;
};

// A container that has ended.
struct ContainerStateTerminated {
  int32_t exitCode = 0;
  int32_t signal = 0;
  std::string reason;
  std::string message;
  Time startedAt;
  Time finishedAt;
  std::string containerID;
  bool operator==(const ContainerStateTerminated&) const = default;
};

// What a container is doing; one of three.
struct ContainerState {
  Boxed<ContainerStateWaiting> waiting;
  Boxed<ContainerStateRunning> running;
  Boxed<ContainerStateTerminated> terminated;
  bool operator==(const ContainerState&) const = default;
};

struct ImageVolumeStatus {
  std::string imageRef;
  bool operator==(const ImageVolumeStatus&) const = default;
};

struct VolumeStatus {
  std::optional<ImageVolumeStatus> image;
  bool operator==(const VolumeStatus&) const = default;
};

struct VolumeMountStatus {
  std::string name;
  std::string mountPath;
  bool readOnly = false;
  std::optional<std::string> recursiveReadOnly;
  std::optional<VolumeStatus> volumeStatus;
  bool operator==(const VolumeMountStatus&) const = default;
};

struct LinuxContainerUser {
  int64_t uid = 0;
  int64_t gid = 0;
  std::vector<int64_t> supplementalGroups;
  bool operator==(const LinuxContainerUser&) const = default;
};

struct ContainerUser {
  Boxed<LinuxContainerUser> linux;
  bool operator==(const ContainerUser&) const = default;
};

struct ResourceHealth {
  std::string resourceID;
  std::string health;
  std::optional<std::string> message;
  bool operator==(const ResourceHealth&) const = default;
};

struct ResourceStatus {
  std::string name;
  std::vector<ResourceHealth> resources;
  bool operator==(const ResourceStatus&) const = default;
};

// The state of a container.
struct ContainerStatus {
  std::string name;
  ContainerState state;
  ContainerState lastState;
  bool ready = false;
  int32_t restartCount = 0;
  std::string image;
  std::string imageID;
  std::string containerID;
  std::optional<bool> started;
  std::map<std::string, Quantity> allocatedResources;
  Boxed<ResourceRequirements> resources;
  std::vector<VolumeMountStatus> volumeMounts;
  Boxed<ContainerUser> user;
  std::vector<ResourceStatus> allocatedResourcesStatus;
  std::optional<std::string> stopSignal;
  bool operator==(const ContainerStatus&) const = default;
};

template <>
struct Schema<ContainerStateWaiting> {
  static const Type& type();
};
template <>
struct Schema<ContainerStateRunning> {
  static const Type& type();
};
template <>
struct Schema<ContainerStateTerminated> {
  static const Type& type();
};
template <>
struct Schema<ContainerState> {
  static const Type& type();
};
template <>
struct Schema<ImageVolumeStatus> {
  static const Type& type();
};
template <>
struct Schema<VolumeStatus> {
  static const Type& type();
};
template <>
struct Schema<VolumeMountStatus> {
  static const Type& type();
};
template <>
struct Schema<LinuxContainerUser> {
  static const Type& type();
};
template <>
struct Schema<ContainerUser> {
  static const Type& type();
};
template <>
struct Schema<ResourceHealth> {
  static const Type& type();
};
template <>
struct Schema<ResourceStatus> {
  static const Type& type();
};
template <>
struct Schema<ContainerStatus> {
  static const Type& type();
};

}  // namespace seamark::api
