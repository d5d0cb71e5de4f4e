// What containers must say: names, images, ports, mounts, resources, security.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/container_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/core/env_validation.h"
#include "api/core/probe_validation.h"
#include "api/core/volume_validation.h"
#include "api/quantity.h"
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

void validateMounts(FieldErrors& errors, const Path& path, const std::vector<VolumeMount>& mounts,
                    const std::set<std::string_view>& volumes) {
  std::set<std::string_view> places;
  for (size_t i = 0; i < mounts.size(); ++i) {
    const Path at = path.index(i);
    const VolumeMount& mount = mounts[i];
    if (mount.name.empty()) errors.push_back(required(at.child("name")));
    if (!volumes.contains(mount.name)) errors.push_back(notFoundField(at.child("name"), mount.name));
    if (mount.mountPath.empty()) errors.push_back(required(at.child("mountPath")));
    if (!places.insert(mount.mountPath).second)
      errors.push_back(invalidText(at.child("mountPath"), mount.mountPath, "must be unique"));
    // These two stand at the list, not at its item, upstream too.
    if (!mount.subPath.empty()) validateInnerPath(errors, path.child("subPath"), mount.subPath);
    if (mount.subPathExpr.empty()) continue;
    if (!mount.subPath.empty())
      errors.push_back(invalidText(at.child("subPathExpr"), mount.subPathExpr,
                                   "subPathExpr and subPath are mutually exclusive"));
    validateInnerPath(errors, path.child("subPathExpr"), mount.subPathExpr);
  }
}

bool isStandardResource(std::string_view name) {
  return name == "cpu" || name == "memory" || name == "ephemeral-storage" || name.starts_with("hugepages-");
}

void validateResourceName(FieldErrors& errors, const Path& path, const std::string& name) {
  addProblems(errors, path, name, qualifiedNameProblems(name));
  const size_t slash = name.find('/');
  if (slash == std::string::npos) {
    if (!isStandardResource(name))
      errors.push_back(invalidText(path, name, "must be a standard resource for containers"));
  } else if (name.substr(0, slash).find("kubernetes.io") == std::string::npos &&
             name.starts_with("requests.")) {
    errors.push_back(invalidText(path, name, "doesn't follow extended resource name standard"));
  }
}

// Extended resources come in whole pieces, and are not shared: what is asked for is the limit.
bool isExtended(std::string_view name) {
  return name.find('/') != std::string_view::npos;
}

void validateAmount(FieldErrors& errors, const Path& path, const std::string& name, const Quantity& amount) {
  validateResourceName(errors, path, name);
  if (isNegative(amount))
    errors.push_back(invalidText(path, amount.value, "must be greater than or equal to 0"));
  if (isExtended(name) && !isWholeNumber(amount))
    errors.push_back(invalidText(path, amount.value, "must be an integer"));
}

void validateResources(FieldErrors& errors, const Path& path, const ResourceRequirements& resources) {
  const Path requests = path.child("requests");
  for (const auto& [name, limit] : resources.limits)
    validateAmount(errors, path.child("limits").key(name), name, limit);
  for (const auto& [name, request] : resources.requests) {
    validateAmount(errors, requests.key(name), name, request);
    const bool exact = isExtended(name) || name.starts_with("hugepages-");
    const auto limit = resources.limits.find(name);
    if (limit == resources.limits.end()) {
      if (exact)
        errors.push_back(
            required(path.child("limits"), "Limit must be set for non overcommitable resources"));
      continue;
    }
    const auto order = compareQuantities(request, limit->second);
    if (exact ? order != 0 : order > 0)
      errors.push_back(
          invalidText(requests, request.value,
                      fmt::format("must be {} {} limit of {}", exact ? "equal to" : "less than or equal to",
                                  name, limit->second.value)));
  }
}

void validateSecurity(FieldErrors& errors, const Path& path, const std::optional<SecurityContext>& security) {
  if (!security) return;
  const auto id = [&](std::string_view field, const std::optional<int64_t>& value) {
    if (value && (*value < 0 || *value > INT32_MAX))
      errors.push_back(
          invalidNumber(path.child(field), *value, "must be between 0 and 2147483647, inclusive"));
  };
  id("runAsUser", security->runAsUser);
  id("runAsGroup", security->runAsGroup);
}

// What every sort of container has. Ports of the node are compared by the caller.
void validateCommon(FieldErrors& errors, const Path& path, const Container& container,
                    const std::set<std::string_view>& volumes) {
  static constexpr std::array<std::string_view, 2> kMessagePolicies = {"FallbackToLogsOnError", "File"};
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
  validateMounts(errors, path.child("volumeMounts"), container.volumeMounts, volumes);
  validateEnum(errors, path.child("imagePullPolicy"), container.imagePullPolicy, kPullPolicies);
  validateResources(errors, path.child("resources"), container.resources);
  validateSecurity(errors, path.child("securityContext"), container.securityContext);
}

void validateRunning(FieldErrors& errors, const Path& path, const Container& container, int64_t gracePeriod) {
  validateLifecycle(errors, path.child("lifecycle"), container.lifecycle, gracePeriod);
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
                            const std::set<std::string_view>& volumes, std::set<std::string_view>& names) {
  for (size_t i = 0; i < pod.initContainers.size(); ++i) {
    const Path path = spec.child("initContainers").index(i);
    const Container& container = pod.initContainers[i];
    validateCommon(errors, path, container, volumes);
    if (names.contains(container.name))
      errors.push_back(duplicate(path.child("name"), goQuoted(container.name)));
    else if (!container.name.empty())
      names.insert(container.name);
    std::set<std::string> own;  // they run one after the other
    validateHostPorts(errors, path.child("ports"), container.ports, own);
    if (container.restartPolicy == "Always")
      validateRunning(errors, path, container, pod.terminationGracePeriodSeconds.value_or(0));
    else
      refuseRunning(errors, path, container);
  }
}

}  // namespace

void validateContainers(FieldErrors& errors, const Path& spec, const PodSpec& pod,
                        const std::set<std::string_view>& volumes) {
  std::set<std::string_view> names;
  const Path path = spec.child("containers");
  if (pod.containers.empty()) errors.push_back(required(path));
  for (size_t i = 0; i < pod.containers.size(); ++i) {
    const Container& container = pod.containers[i];
    validateCommon(errors, path.index(i), container, volumes);
    if (!names.insert(container.name).second)
      errors.push_back(duplicate(path.index(i).child("name"), goQuoted(container.name)));
    validateRunning(errors, path.index(i), container, pod.terminationGracePeriodSeconds.value_or(0));
  }
  std::set<std::string> hostPorts;
  for (size_t i = 0; i < pod.containers.size(); ++i)
    validateHostPorts(errors, path.index(i).child("ports"), pod.containers[i].ports, hostPorts);
  validateInitContainers(errors, spec, pod, volumes, names);
}

void validateImageNames(FieldErrors& errors, const Path& spec, const PodSpec& pod) {
  const auto validate = [&](const Path& path, const std::vector<Container>& containers) {
    for (size_t i = 0; i < containers.size(); ++i) {
      const std::string& image = containers[i].image;
      constexpr std::string_view kBlanks = " \t\n\v\f\r";
      const bool padded = !image.empty() && (kBlanks.find(image.front()) != std::string_view::npos ||
                                             kBlanks.find(image.back()) != std::string_view::npos);
      if (padded)
        errors.push_back(
            invalidText(path.index(i).child("image"), image, "must not have leading or trailing whitespace"));
    }
  };
  validate(spec.child("containers"), pod.containers);
  validate(spec.child("initContainers"), pod.initContainers);
}

}  // namespace seamark::api
