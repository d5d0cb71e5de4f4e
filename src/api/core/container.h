// A container of a Pod.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/boxed.h"
#include "api/core/env.h"
#include "api/core/probe.h"
#include "api/core/resources.h"
#include "api/core/security_context.h"
#include "api/schema.h"

namespace seamark::api {

// A port that a container listens on.
struct ContainerPort {
  std::string name;
  int32_t hostPort = 0;
  int32_t containerPort = 0;
  std::string protocol;
  std::string hostIP;
  bool operator==(const ContainerPort&) const = default;
};

struct ContainerResizePolicy {
  std::string resourceName;
  std::string restartPolicy;
  bool operator==(const ContainerResizePolicy&) const = default;
};

struct ContainerRestartRuleOnExitCodes {
  std::string operator_;
  std::vector<int32_t> values;
  bool operator==(const ContainerRestartRuleOnExitCodes&) const = default;
};

struct ContainerRestartRule {
  std::string action;
  std::optional<ContainerRestartRuleOnExitCodes> exitCodes;
  bool operator==(const ContainerRestartRule&) const = default;
};

// Where a container sees a volume.
struct VolumeMount {
  std::string name;
  bool readOnly = false;
  std::optional<std::string> recursiveReadOnly;
  std::string mountPath;
  std::string subPath;
  std::optional<std::string> mountPropagation;
  std::string subPathExpr;
  std::vector<std::string> bindMountOptions;
  bool operator==(const VolumeMount&) const = default;
};

struct VolumeDevice {
  std::string name;
  std::string devicePath;
  bool operator==(const VolumeDevice&) const = default;
};

// A program of a Pod.
struct Container {
  std::string name;
  std::string image;
  std::vector<std::string> command;
  std::vector<std::string> args;
  std::string workingDir;
  std::vector<ContainerPort> ports;
  std::vector<EnvFromSource> envFrom;
  std::vector<EnvVar> env;
  ResourceRequirements resources;
  std::vector<ContainerResizePolicy> resizePolicy;
  std::optional<std::string> restartPolicy;
  std::vector<ContainerRestartRule> restartPolicyRules;
  std::vector<VolumeMount> volumeMounts;
  std::vector<VolumeDevice> volumeDevices;
  Boxed<Probe> livenessProbe;
  Boxed<Probe> readinessProbe;
  Boxed<Probe> startupProbe;
  Boxed<Lifecycle> lifecycle;
  std::string terminationMessagePath;
  std::string terminationMessagePolicy;
  std::string imagePullPolicy;
  Boxed<SecurityContext> securityContext;
  bool stdin = false;
  bool stdinOnce = false;
  bool tty = false;
  bool operator==(const Container&) const = default;
};

struct EphemeralContainerCommon {
  std::string name;
  std::string image;
  std::vector<std::string> command;
  std::vector<std::string> args;
  std::string workingDir;
  std::vector<ContainerPort> ports;
  std::vector<EnvFromSource> envFrom;
  std::vector<EnvVar> env;
  ResourceRequirements resources;
  std::vector<ContainerResizePolicy> resizePolicy;
  std::optional<std::string> restartPolicy;
  std::vector<ContainerRestartRule> restartPolicyRules;
  std::vector<VolumeMount> volumeMounts;
  std::vector<VolumeDevice> volumeDevices;
  Boxed<Probe> livenessProbe;
  Boxed<Probe> readinessProbe;
  Boxed<Probe> startupProbe;
  Boxed<Lifecycle> lifecycle;
  std::string terminationMessagePath;
  std::string terminationMessagePolicy;
  std::string imagePullPolicy;
  Boxed<SecurityContext> securityContext;
  bool stdin = false;
  bool stdinOnce = false;
  bool tty = false;
  bool operator==(const EphemeralContainerCommon&) const = default;
};

struct EphemeralContainer {
  EphemeralContainerCommon ephemeralContainerCommon;
  std::string targetContainerName;
  bool operator==(const EphemeralContainer&) const = default;
};

template <>
struct Schema<ContainerPort> {
  static const Type& type();
};
template <>
struct Schema<ContainerResizePolicy> {
  static const Type& type();
};
template <>
struct Schema<ContainerRestartRuleOnExitCodes> {
  static const Type& type();
};
template <>
struct Schema<ContainerRestartRule> {
  static const Type& type();
};
template <>
struct Schema<VolumeMount> {
  static const Type& type();
};
template <>
struct Schema<VolumeDevice> {
  static const Type& type();
};
template <>
struct Schema<Container> {
  static const Type& type();
};
template <>
struct Schema<EphemeralContainerCommon> {
  static const Type& type();
};
template <>
struct Schema<EphemeralContainer> {
  static const Type& type();
};

}  // namespace seamark::api
