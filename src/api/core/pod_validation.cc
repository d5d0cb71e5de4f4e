// Checks of a Pod on create.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_validation.h"

#include <array>
#include <set>

#include "api/validators.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};

void validateContainerPorts(FieldErrors& errors, const Path& path, const std::vector<ContainerPort>& ports) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < ports.size(); ++i) {
    const Path at = path.index(i);
    const ContainerPort& port = ports[i];
    if (!port.name.empty()) {
      const Problems problems = portNameProblems(port.name);
      addProblems(errors, at.child("name"), port.name, problems);
      if (problems.empty() && !names.insert(port.name).second) {
        errors.push_back(duplicate(at.child("name"), goQuoted(port.name)));
      }
    }
    if (port.containerPort == 0) {
      errors.push_back(required(at.child("containerPort")));
    } else if (!isPortNumber(port.containerPort)) {
      errors.push_back(invalidNumber(at.child("containerPort"), port.containerPort, kPortRange));
    }
    if (port.hostPort != 0 && !isPortNumber(port.hostPort)) {
      errors.push_back(invalidNumber(at.child("hostPort"), port.hostPort, kPortRange));
    }
    validateProtocol(errors, at.child("protocol"), port.protocol);
  }
}

void validateMounts(FieldErrors& errors, const Path& path, const std::vector<VolumeMount>& mounts,
                    const std::set<std::string_view>& volumes) {
  std::set<std::string_view> places;
  for (size_t i = 0; i < mounts.size(); ++i) {
    const Path at = path.index(i);
    if (mounts[i].name.empty()) {
      errors.push_back(required(at.child("name")));
    } else if (!volumes.contains(mounts[i].name)) {
      errors.push_back(notFoundField(at.child("name"), mounts[i].name));
    }
    if (mounts[i].mountPath.empty()) {
      errors.push_back(required(at.child("mountPath")));
    } else if (!places.insert(mounts[i].mountPath).second) {
      errors.push_back(invalidText(at.child("mountPath"), mounts[i].mountPath, "must be unique"));
    }
  }
}

void validateContainer(FieldErrors& errors, const Path& path, const Container& container,
                       std::set<std::string_view>& names, const std::set<std::string_view>& volumes) {
  static constexpr std::array<std::string_view, 2> kMessagePolicies = {"File", "FallbackToLogsOnError"};
  static constexpr std::array<std::string_view, 3> kPullPolicies = {"Always", "IfNotPresent", "Never"};
  if (container.name.empty()) {
    errors.push_back(required(path.child("name")));
  } else {
    addProblems(errors, path.child("name"), container.name, dns1123LabelProblems(container.name));
    if (!names.insert(container.name).second) {
      errors.push_back(duplicate(path.child("name"), goQuoted(container.name)));
    }
  }
  if (container.image.empty()) {
    errors.push_back(required(path.child("image")));
  } else if (container.image.front() == ' ' || container.image.back() == ' ') {
    errors.push_back(
        invalidText(path.child("image"), container.image, "must not have leading or trailing whitespace"));
  }
  validateEnum(errors, path.child("terminationMessagePolicy"), container.terminationMessagePolicy,
               kMessagePolicies);
  validateContainerPorts(errors, path.child("ports"), container.ports);
  validateMounts(errors, path.child("volumeMounts"), container.volumeMounts, volumes);
  validateEnum(errors, path.child("imagePullPolicy"), container.imagePullPolicy, kPullPolicies);
}

std::set<std::string_view> validateVolumes(FieldErrors& errors, const std::vector<Volume>& volumes) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < volumes.size(); ++i) {
    const Path path = kSpec.child("volumes").index(i).child("name");
    const std::string& name = volumes[i].name;
    if (name.empty()) {
      errors.push_back(required(path));
      continue;
    }
    addProblems(errors, path, name, dns1123LabelProblems(name));
    if (!names.insert(name).second) errors.push_back(duplicate(path, goQuoted(name)));
  }
  return names;
}

void validateContainers(FieldErrors& errors, const PodSpec& spec) {
  const std::set<std::string_view> volumes = validateVolumes(errors, spec.volumes);
  std::set<std::string_view> names;
  if (spec.containers.empty()) errors.push_back(required(kSpec.child("containers")));
  for (size_t i = 0; i < spec.containers.size(); ++i) {
    validateContainer(errors, kSpec.child("containers").index(i), spec.containers[i], names, volumes);
  }
  for (size_t i = 0; i < spec.initContainers.size(); ++i) {
    validateContainer(errors, kSpec.child("initContainers").index(i), spec.initContainers[i], names, volumes);
  }
}

void validateNames(FieldErrors& errors, const PodSpec& spec) {
  const auto label = [&](std::string_view field, const std::string& value) {
    if (!value.empty()) addProblems(errors, kSpec.child(field), value, dns1123LabelProblems(value));
  };
  const auto subdomain = [&](std::string_view field, const std::string& value) {
    if (!value.empty()) addProblems(errors, kSpec.child(field), value, dns1123SubdomainProblems(value));
  };
  subdomain("serviceAccountName", spec.serviceAccountName);
  subdomain("nodeName", spec.nodeName);
  if (spec.activeDeadlineSeconds &&
      (*spec.activeDeadlineSeconds < 1 || *spec.activeDeadlineSeconds > INT32_MAX)) {
    errors.push_back(invalidNumber(kSpec.child("activeDeadlineSeconds"), *spec.activeDeadlineSeconds,
                                   "must be between 1 and 2147483647, inclusive"));
  }
  label("hostname", spec.hostname);
  label("subdomain", spec.subdomain);
  subdomain("priorityClassName", spec.priorityClassName);
}

void validateReadinessGates(FieldErrors& errors, const std::vector<PodReadinessGate>& gates) {
  for (size_t i = 0; i < gates.size(); ++i) {
    addProblems(errors, kSpec.child("readinessGates").index(i).child("conditionType"), gates[i].conditionType,
                qualifiedNameProblems(gates[i].conditionType));
  }
}

}  // namespace

FieldErrors validatePod(const Pod& pod) {
  static constexpr std::array<std::string_view, 3> kRestartPolicies = {"Always", "OnFailure", "Never"};
  static constexpr std::array<std::string_view, 4> kDnsPolicies = {"ClusterFirstWithHostNet", "ClusterFirst",
                                                                   "Default", "None"};
  const PodSpec& spec = pod.spec;
  FieldErrors errors;
  validateContainers(errors, spec);
  validateEnum(errors, kSpec.child("restartPolicy"), spec.restartPolicy, kRestartPolicies);
  validateEnum(errors, kSpec.child("dnsPolicy"), spec.dnsPolicy, kDnsPolicies);
  validateLabels(errors, kSpec.child("nodeSelector"), spec.nodeSelector);
  if (spec.dnsPolicy == "None") {
    if (!spec.dnsConfig) {
      errors.push_back(
          required(kSpec.child("dnsConfig"), "must provide `dnsConfig` when `dnsPolicy` is None"));
    } else if (spec.dnsConfig->nameservers.empty()) {
      errors.push_back(required(kSpec.child("dnsConfig").child("nameservers"),
                                "must provide at least one DNS nameserver when `dnsPolicy` is None"));
    }
  }
  if (spec.dnsConfig) {
    for (size_t i = 0; i < spec.dnsConfig->nameservers.size(); ++i) {
      validateIp(errors, kSpec.child("dnsConfig").child("nameservers").index(i),
                 spec.dnsConfig->nameservers[i]);
    }
  }
  validateReadinessGates(errors, spec.readinessGates);
  validateNames(errors, spec);
  return errors;
}

}  // namespace seamark::api
