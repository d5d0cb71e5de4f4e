// What containers must say: names, images, ports, mounts, restarts.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/container_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "api/core/env_validation.h"
#include "api/core/probe_validation.h"
#include "api/core/resources_validation.h"
#include "api/core/security_validation.h"
#include "api/core/volume_validation.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

void validatePorts(FieldErrors& errors, const Path& path, const std::vector<ContainerPort>& ports) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < ports.size(); ++i) {
    const Path at = path.index(i);
    const ContainerPort& port = ports[i];
    if (!port.name.empty()) {
      const Problems problems = portNameProblems(port.name);
      addProblems(errors, at.child("name"), port.name, problems);
      if (problems.empty() && !names.insert(port.name).second)
        errors.push_back(duplicate(at.child("name"), goQuoted(port.name)));
    }
    if (port.containerPort == 0)
      errors.push_back(required(at.child("containerPort")));
    else if (!isPortNumber(port.containerPort))
      errors.push_back(invalidNumber(at.child("containerPort"), port.containerPort, kPortRange));
    if (port.hostPort != 0 && !isPortNumber(port.hostPort))
      errors.push_back(invalidNumber(at.child("hostPort"), port.hostPort, kPortRange));
    validateProtocol(errors, at.child("protocol"), port.protocol);
  }
}

// Ports of the node that containers running side by side would fight over.
void validateHostPorts(FieldErrors& errors, const Path& path, const std::vector<ContainerPort>& ports,
                       std::set<std::string>& taken) {
  for (size_t i = 0; i < ports.size(); ++i) {
    if (ports[i].hostPort == 0) continue;
    const std::string key = fmt::format("{}/{}/{}", ports[i].protocol, ports[i].hostIP, ports[i].hostPort);
    if (!taken.insert(key).second)
      errors.push_back(duplicate(path.index(i).child("hostPort"), goQuoted(key)));
  }
}

using VolumeTable = std::map<std::string_view, const VolumeSource*>;

VolumeTable volumeTable(const PodSpec& pod, const std::set<std::string_view>& goodVolumes) {
  VolumeTable table;
  for (const Volume& volume : pod.volumes)
    if (goodVolumes.contains(volume.name)) table.emplace(volume.name, &volume.volumeSource);
  return table;
}

template <class Use>
bool isNamed(const std::vector<Use>& uses, const std::string& name) {
  return std::any_of(uses.begin(), uses.end(), [&](const Use& use) { return use.name == name; });
}

void validatePropagation(FieldErrors& errors, const Path& path, const VolumeMount& mount,
                         const Container& container) {
  static constexpr std::array<std::string_view, 3> kModes = {"Bidirectional", "HostToContainer", "None"};
  if (!mount.mountPropagation) return;
  if (std::find(kModes.begin(), kModes.end(), *mount.mountPropagation) == kModes.end())
    errors.push_back(notSupported(path, *mount.mountPropagation, kModes));
  const bool privileged = container.securityContext && container.securityContext->privileged.value_or(false);
  if (*mount.mountPropagation == kModes[0] && !privileged)
    errors.push_back(
        forbiddenField(path, "Bidirectional mount propagation is available only to privileged containers"));
}

void validateRecursive(FieldErrors& errors, const Path& path, const VolumeMount& mount) {
  static constexpr std::array<std::string_view, 3> kModes = {"Disabled", "Enabled", "IfPossible"};
  if (!mount.recursiveReadOnly) return;
  if (*mount.recursiveReadOnly == "Disabled") return;
  if (std::find(kModes.begin(), kModes.end(), *mount.recursiveReadOnly) == kModes.end())
    return errors.push_back(notSupported(path, *mount.recursiveReadOnly, kModes));
  if (!mount.readOnly) errors.push_back(forbiddenField(path, "may only be specified when readOnly is true"));
  if (mount.mountPropagation.value_or("None") != "None")
    errors.push_back(
        forbiddenField(path, "may only be specified when mountPropagation is None or not specified"));
}

void validateMounts(FieldErrors& errors, const Path& path, const Container& container,
                    const VolumeTable& volumes) {
  std::set<std::string_view> places;
  for (size_t i = 0; i < container.volumeMounts.size(); ++i) {
    const Path at = path.index(i);
    const VolumeMount& mount = container.volumeMounts[i];
    if (mount.name.empty()) errors.push_back(required(at.child("name")));
    if (!volumes.contains(mount.name)) errors.push_back(notFoundField(at.child("name"), mount.name));
    if (mount.mountPath.empty()) errors.push_back(required(at.child("mountPath")));
    if (!places.insert(mount.mountPath).second)
      errors.push_back(invalidText(at.child("mountPath"), mount.mountPath, "must be unique"));
    if (isNamed(container.volumeDevices, mount.name))
      errors.push_back(invalidText(at.child("name"), mount.name, "must not already exist in volumeDevices"));
    if (std::any_of(container.volumeDevices.begin(), container.volumeDevices.end(),
                    [&](const VolumeDevice& device) { return device.devicePath == mount.mountPath; }))
      errors.push_back(invalidText(at.child("mountPath"), mount.mountPath,
                                   "must not already exist as a path in volumeDevices"));
    // These stand at the list, not at its item, upstream too.
    if (!mount.subPath.empty()) validateInnerPath(errors, path.child("subPath"), mount.subPath);
    if (!mount.subPathExpr.empty()) {
      if (!mount.subPath.empty())
        errors.push_back(invalidText(at.child("subPathExpr"), mount.subPathExpr,
                                     "subPathExpr and subPath are mutually exclusive"));
      validateInnerPath(errors, path.child("subPathExpr"), mount.subPathExpr);
    }
    validatePropagation(errors, path.child("mountPropagation"), mount, container);
    validateRecursive(errors, path.child("recursiveReadOnly"), mount);
  }
}

void validateDevices(FieldErrors& errors, const Path& path, const Container& container,
                     const VolumeTable& volumes) {
  std::set<std::string_view> names, places;
  for (size_t i = 0; i < container.volumeDevices.size(); ++i) {
    const Path name = path.index(i).child("name"), place = path.index(i).child("devicePath");
    const VolumeDevice& device = container.volumeDevices[i];
    const auto volume = volumes.find(device.name);
    if (device.name.empty()) errors.push_back(required(name));
    if (names.contains(device.name)) errors.push_back(invalidText(name, device.name, "must be unique"));
    if (volume == volumes.end())
      errors.push_back(notFoundField(name, device.name));
    else if (!volume->second->persistentVolumeClaim && !volume->second->ephemeral)
      errors.push_back(invalidText(
          name, device.name,
          "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"));
    if (device.devicePath.empty()) errors.push_back(required(place));
    if (places.contains(device.devicePath))
      errors.push_back(invalidText(place, device.devicePath, "must be unique"));
    if (stepsBack(device.devicePath))
      errors.push_back(invalidText(place, device.devicePath, "can not contain backsteps ('..')"));
    else
      places.insert(device.devicePath);
    if (isNamed(container.volumeMounts, device.name))
      errors.push_back(invalidText(name, device.name, "must not already exist in volumeMounts"));
    if (std::any_of(container.volumeMounts.begin(), container.volumeMounts.end(),
                    [&](const VolumeMount& mount) { return mount.mountPath == device.devicePath; }))
      errors.push_back(
          invalidText(place, device.devicePath, "must not already exist as a path in volumeMounts"));
    if (!device.name.empty()) names.insert(device.name);
  }
}

// What every sort of container has. Ports of the node are compared by the caller.
void validateCommon(FieldErrors& errors, const Path& path, const Container& container, const PodSpec& pod,
                    const VolumeTable& volumes) {
  static constexpr std::array<std::string_view, 2> kMessagePolicies = {"File", "FallbackToLogsOnError"};
  static constexpr std::array<std::string_view, 3> kPullPolicies = {"Always", "IfNotPresent", "Never"};
  if (container.name.empty())
    errors.push_back(required(path.child("name")));
  else
    addProblems(errors, path.child("name"), container.name, dns1123LabelProblems(container.name));
  if (container.image.empty()) errors.push_back(required(path.child("image")));
  validateEnum(errors, path.child("terminationMessagePolicy"), container.terminationMessagePolicy,
               kMessagePolicies);
  validatePorts(errors, path.child("ports"), container.ports);
  validateEnv(errors, path.child("env"), container.env);
  validateEnvFrom(errors, path.child("envFrom"), container.envFrom);
  validateMounts(errors, path.child("volumeMounts"), container, volumes);
  validateDevices(errors, path.child("volumeDevices"), container, volumes);
  validateEnum(errors, path.child("imagePullPolicy"), container.imagePullPolicy, kPullPolicies);
  validateContainerResources(errors, path.child("resources"), container.resources, pod.resourceClaims);
  validateResizePolicy(errors, path.child("resizePolicy"), container.resizePolicy, pod.restartPolicy);
  if (container.securityContext)
    validateSecurityContext(errors, path.child("securityContext"), *container.securityContext,
                            pod.hostUsers.value_or(true));
}

void validateRestartRule(FieldErrors& errors, const Path& path, const ContainerRestartRule& rule) {
  static constexpr std::array<std::string_view, 2> kActions = {"Restart", "RestartAllContainers"};
  static constexpr std::array<std::string_view, 2> kOperators = {"In", "NotIn"};
  constexpr size_t kMostValues = 255;
  if (std::find(kActions.begin(), kActions.end(), rule.action) == kActions.end())
    errors.push_back(notSupported(path.child("action"), rule.action, kActions));
  const Path codes = path.child("exitCodes");
  if (!rule.exitCodes) return errors.push_back(required(codes, "must be specified"));
  if (std::find(kOperators.begin(), kOperators.end(), rule.exitCodes->operator_) == kOperators.end())
    errors.push_back(notSupported(codes.child("operator"), rule.exitCodes->operator_, kOperators));
  if (rule.exitCodes->values.size() > kMostValues)
    errors.push_back(tooMany(codes.child("values"), rule.exitCodes->values.size(), kMostValues));
}

void validateRestart(FieldErrors& errors, const Path& path, const Container& container) {
  static constexpr std::array<std::string_view, 3> kPolicies = {"Always", "Never", "OnFailure"};
  constexpr size_t kMostRules = 20;
  const Path policy = path.child("restartPolicy");
  const auto& rules = container.restartPolicyRules;
  if (!container.restartPolicy) {
    if (rules.empty()) return;
    errors.push_back(required(policy, "must specify restartPolicy when restart rules are used"));
  } else if (std::find(kPolicies.begin(), kPolicies.end(), *container.restartPolicy) == kPolicies.end()) {
    errors.push_back(notSupported(policy, *container.restartPolicy, kPolicies));
  }
  const Path rulesPath = path.child("restartPolicyRules");
  if (rules.size() > kMostRules) errors.push_back(tooMany(rulesPath, rules.size(), kMostRules));
  for (size_t i = 0; i < rules.size(); ++i) validateRestartRule(errors, rulesPath.index(i), rules[i]);
}

void validateRunning(FieldErrors& errors, const Path& path, const Container& container, const PodSpec& pod) {
  validateLifecycle(errors, path.child("lifecycle"), container.lifecycle,
                    pod.terminationGracePeriodSeconds.value_or(0));
  validateLivenessProbe(errors, path.child("livenessProbe"), container.livenessProbe);
  validateReadinessProbe(errors, path.child("readinessProbe"), container.readinessProbe);
  validateStartupProbe(errors, path.child("startupProbe"), container.startupProbe);
}

// An init container that ends has nobody to probe it.
void refuseRunning(FieldErrors& errors, const Path& path, const Container& container) {
  const auto refuse = [&](std::string_view field, bool isSet) {
    if (isSet)
      errors.push_back(forbiddenField(path.child(field),
                                      "may not be set for init containers without restartPolicy=Always"));
  };
  refuse("lifecycle", container.lifecycle.has_value());
  refuse("livenessProbe", container.livenessProbe.has_value());
  refuse("readinessProbe", container.readinessProbe.has_value());
  refuse("startupProbe", container.startupProbe.has_value());
}

void validateInitContainers(FieldErrors& errors, const Path& spec, const PodSpec& pod,
                            const VolumeTable& volumes, std::set<std::string_view>& names) {
  for (size_t i = 0; i < pod.initContainers.size(); ++i) {
    const Path path = spec.child("initContainers").index(i);
    const Container& container = pod.initContainers[i];
    const bool keepsRunning = container.restartPolicy == "Always";
    validateCommon(errors, path, container, pod, volumes);
    validateRestart(errors, path, container);
    if (names.contains(container.name))
      errors.push_back(duplicate(path.child("name"), goQuoted(container.name)));
    else if (!container.name.empty())
      names.insert(container.name);
    // They run one after the other. Upstream always names the first.
    std::set<std::string> own;
    validateHostPorts(errors, spec.child("initContainers").index(0).child("ports"), container.ports, own);
    if (keepsRunning)
      validateRunning(errors, path, container, pod);
    else
      refuseRunning(errors, path, container);
    for (size_t j = 0; !keepsRunning && j < container.resizePolicy.size(); ++j)
      if (container.resizePolicy[j].restartPolicy == "RestartContainer")
        errors.push_back(invalidText(path.child("resizePolicy").index(j).child("restartPolicy"),
                                     "RestartContainer",
                                     "must not be set to 'RestartContainer' for non-sidecar initContainers"));
  }
}

}  // namespace

void validateContainerCommon(FieldErrors& errors, const Path& path, const Container& container,
                             const PodSpec& pod, const std::set<std::string_view>& goodVolumes) {
  validateCommon(errors, path, container, pod, volumeTable(pod, goodVolumes));
}

void validateContainers(FieldErrors& errors, const Path& spec, const PodSpec& pod,
                        const std::set<std::string_view>& goodVolumes) {
  const VolumeTable volumes = volumeTable(pod, goodVolumes);
  std::set<std::string_view> names;
  const Path path = spec.child("containers");
  if (pod.containers.empty()) errors.push_back(required(path));
  for (size_t i = 0; i < pod.containers.size(); ++i) {
    const Container& container = pod.containers[i];
    validateCommon(errors, path.index(i), container, pod, volumes);
    if (!names.insert(container.name).second)
      errors.push_back(duplicate(path.index(i).child("name"), goQuoted(container.name)));
    validateRunning(errors, path.index(i), container, pod);
    validateRestart(errors, path.index(i), container);
  }
  std::set<std::string> hostPorts;
  for (size_t i = 0; i < pod.containers.size(); ++i)
    validateHostPorts(errors, path.index(i).child("ports"), pod.containers[i].ports, hostPorts);
  validateInitContainers(errors, spec, pod, volumes, names);
}

void validateImageName(FieldErrors& errors, const Path& path, std::string_view image) {
  constexpr std::string_view kBlanks = " \t\n\v\f\r";
  const bool padded = !image.empty() && (kBlanks.find(image.front()) != std::string_view::npos ||
                                         kBlanks.find(image.back()) != std::string_view::npos);
  if (padded) errors.push_back(invalidText(path, image, "must not have leading or trailing whitespace"));
}

}  // namespace seamark::api
