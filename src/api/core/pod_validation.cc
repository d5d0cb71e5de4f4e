// Checks of a Pod's spec, and what only a create is asked.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/core/container_validation.h"
#include "api/core/pod.h"
#include "api/core/pod_resources.h"
#include "api/core/profile_annotations.h"
#include "api/core/resources_validation.h"
#include "api/core/scheduling_validation.h"
#include "api/core/security_validation.h"
#include "api/core/volume_validation.h"
#include "api/core/windows_validation.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};

void validatePolicies(FieldErrors& errors, const PodSpec& spec) {
  static constexpr std::array<std::string_view, 3> kRestart = {"Always", "OnFailure", "Never"};
  static constexpr std::array<std::string_view, 4> kDns = {"ClusterFirstWithHostNet", "ClusterFirst",
                                                           "Default", "None"};
  validateEnum(errors, kSpec.child("restartPolicy"), spec.restartPolicy, kRestart);
  validateEnum(errors, kSpec.child("dnsPolicy"), spec.dnsPolicy, kDns);
  validateLabels(errors, kSpec.child("nodeSelector"), spec.nodeSelector);
}

// On the node's network a port is the node's. Init containers are not looked at, upstream neither.
void validateHostNetwork(FieldErrors& errors, const PodSpec& spec) {
  if (!spec.hostNetwork) return;
  for (size_t i = 0; i < spec.containers.size(); ++i)
    for (size_t j = 0; j < spec.containers[i].ports.size(); ++j) {
      const ContainerPort& port = spec.containers[i].ports[j];
      const Path path = kSpec.child("containers").index(i).child("ports").index(j).child("hostPort");
      if (port.hostPort != port.containerPort)
        errors.push_back(
            invalidNumber(path, port.hostPort, "must match `containerPort` when `hostNetwork` is true"));
    }
}

void validateSecurity(FieldErrors& errors, const PodSpec& spec) {
  validatePodSecurityContext(errors, kSpec.child("securityContext"), spec);
  if (spec.hostPID && spec.shareProcessNamespace.value_or(false))
    errors.push_back(invalid(kSpec.child("shareProcessNamespace"), "true",
                             "ShareProcessNamespace and HostPID cannot both be enabled"));
}

void validateSearches(FieldErrors& errors, const Path& path, const std::vector<std::string>& searches) {
  constexpr size_t kMostPaths = 32, kMostCharacters = 2048;
  size_t characters = searches.empty() ? 0 : searches.size() - 1;
  for (const std::string& search : searches) characters += search.size();
  if (searches.size() > kMostPaths)
    errors.push_back(invalid(path, shownJson(searches),
                             fmt::format("must not have more than {} search paths", kMostPaths)));
  if (characters > kMostCharacters)
    errors.push_back(
        invalid(path, shownJson(searches),
                fmt::format("must not have more than {} characters (including spaces) in the search list",
                            kMostCharacters)));
  for (size_t i = 0; i < searches.size(); ++i) {
    if (searches[i] == ".") continue;
    std::string plain = searches[i];
    if (plain.ends_with('.')) plain.pop_back();
    std::replace(plain.begin(), plain.end(), '_', '-');  // names of services may have them
    addProblems(errors, path.index(i), searches[i], dns1123SubdomainProblems(plain));
  }
}

void validateDns(FieldErrors& errors, const PodSpec& spec) {
  constexpr size_t kMostNameservers = 3;
  const Path path = kSpec.child("dnsConfig");
  const Path nameservers = path.child("nameservers");
  if (spec.dnsPolicy == "None" && !spec.dnsConfig)
    return errors.push_back(required(path, "must provide `dnsConfig` when `dnsPolicy` is None"));
  if (!spec.dnsConfig) return;
  const PodDNSConfig& config = *spec.dnsConfig;
  if (spec.dnsPolicy == "None" && config.nameservers.empty())
    return errors.push_back(
        required(nameservers, "must provide at least one DNS nameserver when `dnsPolicy` is None"));
  if (config.nameservers.size() > kMostNameservers)
    errors.push_back(invalid(nameservers, shownJson(config.nameservers),
                             fmt::format("must not have more than {} nameservers", kMostNameservers)));
  for (size_t i = 0; i < config.nameservers.size(); ++i)
    validateIp(errors, nameservers.index(i), config.nameservers[i]);
  validateSearches(errors, path.child("searches"), config.searches);
  for (size_t i = 0; i < config.options.size(); ++i)
    if (config.options[i].name.empty())
      errors.push_back(required(path.child("options").index(i), "must not be empty"));
}

void validateReadinessGates(FieldErrors& errors, const std::vector<PodReadinessGate>& gates) {
  for (size_t i = 0; i < gates.size(); ++i)
    addProblems(errors, kSpec.child("readinessGates").index(i).child("conditionType"), gates[i].conditionType,
                qualifiedNameProblems(gates[i].conditionType));
}

void validateHostAliases(FieldErrors& errors, const std::vector<HostAlias>& aliases) {
  for (size_t i = 0; i < aliases.size(); ++i) {
    const Path path = kSpec.child("hostAliases").index(i);
    validateIp(errors, path.child("ip"), aliases[i].ip);
    for (size_t j = 0; j < aliases[i].hostnames.size(); ++j)
      addProblems(errors, path.child("hostnames").index(j), aliases[i].hostnames[j],
                  dns1123SubdomainProblems(aliases[i].hostnames[j]));
  }
}

void validatePlacement(FieldErrors& errors, const PodSpec& spec) {
  if (spec.affinity) validateAffinity(errors, kSpec.child("affinity"), *spec.affinity);
  validateDns(errors, spec);
  validateReadinessGates(errors, spec.readinessGates);
  validateSchedulingGates(errors, kSpec.child("schedulingGates"), spec.schedulingGates);
  validateSpread(errors, kSpec.child("topologySpreadConstraints"), spec.topologySpreadConstraints);
  validateHostProcesses(errors, kSpec, spec);
  validateHostUsers(errors, kSpec, spec);
}

void validateHostnameOverride(FieldErrors& errors, const PodSpec& spec) {
  constexpr size_t kLongest = 64;
  if (!spec.hostnameOverride) return;
  const Path path = kSpec.child("hostnameOverride");
  if (spec.setHostnameAsFQDN.value_or(false))
    errors.push_back(forbiddenField(path, "may not be specified when setHostnameAsFQDN is true"));
  if (spec.hostNetwork)
    errors.push_back(forbiddenField(path, "may not be specified when hostNetwork is true"));
  if (spec.hostnameOverride->size() > kLongest) errors.push_back(tooLong(path, kLongest));
  addProblems(errors, path, *spec.hostnameOverride, dns1123SubdomainProblems(*spec.hostnameOverride));
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
      (*spec.activeDeadlineSeconds < 1 || *spec.activeDeadlineSeconds > INT32_MAX))
    errors.push_back(invalidNumber(kSpec.child("activeDeadlineSeconds"), *spec.activeDeadlineSeconds,
                                   "must be between 1 and 2147483647, inclusive"));
  label("hostname", spec.hostname);
  label("subdomain", spec.subdomain);
  validateTolerations(errors, kSpec.child("tolerations"), spec.tolerations);
  validateHostAliases(errors, spec.hostAliases);
  subdomain("priorityClassName", spec.priorityClassName);
  if (spec.runtimeClassName) subdomain("runtimeClassName", *spec.runtimeClassName);
}

void validateRest(FieldErrors& errors, const PodSpec& spec) {
  static constexpr std::array<std::string_view, 2> kPreemption = {"PreemptLowerPriority", "Never"};
  if (spec.preemptionPolicy)
    validateEnum(errors, kSpec.child("preemptionPolicy"), *spec.preemptionPolicy, kPreemption);
  if (!spec.overhead.empty())
    validateContainerResources(errors, kSpec.child("overhead"),
                               {.limits = spec.overhead, .requests = {}, .claims = {}}, {});
  validateOs(errors, kSpec, spec);
}

// Files of variables come from volumes that last as long as the Pod.
void validateVariableFiles(FieldErrors& errors, const Path& path, const std::vector<Container>& containers,
                           const std::vector<Volume>& volumes) {
  for (size_t i = 0; i < containers.size(); ++i)
    for (size_t j = 0; j < containers[i].env.size(); ++j) {
      const auto& from = containers[i].env[j].valueFrom;
      if (!from || !from->fileKeyRef) continue;
      const std::string& name = from->fileKeyRef->volumeName;
      const Path at =
          path.index(i).child("env").index(j).child("valueFrom").child("fileKeyRef").child("volumeName");
      const auto volume =
          std::find_if(volumes.rbegin(), volumes.rend(), [&](const Volume& one) { return one.name == name; });
      if (volume == volumes.rend())
        errors.push_back(notFoundField(at, name));
      else if (!volume->volumeSource.emptyDir)
        errors.push_back(invalidText(at, name, "referenced volume must be of type emptyDir"));
    }
}

// Tokens are those of an account; only the mirror of a static Pod has none.
void validateTokenVolumes(FieldErrors& errors, const PodSpec& spec) {
  if (!spec.serviceAccountName.empty()) return;
  for (size_t i = 0; i < spec.volumes.size(); ++i) {
    const auto& projected = spec.volumes[i].volumeSource.projected;
    for (size_t j = 0; projected && j < projected->sources.size(); ++j)
      if (projected->sources[j].serviceAccountToken)
        errors.push_back(forbiddenField(kSpec.child("volumes")
                                            .index(i)
                                            .child("projected")
                                            .child("sources")
                                            .index(j)
                                            .child("serviceAccountToken"),
                                        "must not be specified when serviceAccountName is not set"));
  }
}

}  // namespace

FieldErrors validatePodSpec(const PodSpec& spec) {
  FieldErrors errors;
  const auto volumes = validateVolumes(errors, kSpec.child("volumes"), spec.volumes);
  validateResourceClaims(errors, kSpec.child("resourceClaims"), spec.resourceClaims);
  validateContainers(errors, kSpec, spec, volumes);
  validateEphemeralContainers(errors, kSpec, spec, volumes);
  validatePodResources(errors, kSpec.child("resources"), spec);
  validateHostNetwork(errors, spec);
  validatePolicies(errors, spec);
  validateSecurity(errors, spec);
  validatePlacement(errors, spec);
  validateHostnameOverride(errors, spec);
  validateNames(errors, spec);
  validateRest(errors, spec);
  validateVariableFiles(errors, kSpec.child("initContainers"), spec.initContainers, spec.volumes);
  validateVariableFiles(errors, kSpec.child("containers"), spec.containers, spec.volumes);
  validateTokenVolumes(errors, spec);
  for (size_t i = 0; i < spec.containers.size(); ++i)
    validateImageName(errors, kSpec.child("containers").index(i).child("image"), spec.containers[i].image);
  for (size_t i = 0; i < spec.initContainers.size(); ++i)
    validateImageName(errors, kSpec.child("initContainers").index(i).child("image"),
                      spec.initContainers[i].image);
  return errors;
}

FieldErrors validatePod(const Pod& pod) {
  FieldErrors errors = validatePodAnnotations(pod);
  append(errors, validatePodSpec(pod.spec));
  if (!pod.spec.ephemeralContainers.empty())
    errors.push_back(forbiddenField(kSpec.child("ephemeralContainers"), "cannot be set on create"));
  if (!pod.spec.nodeName.empty() && !pod.spec.schedulingGates.empty())
    errors.push_back(
        forbiddenField(kSpec.child("nodeName"), "cannot be set until all schedulingGates have been cleared"));
  validateProfilesAgree(errors, pod);
  return errors;
}

}  // namespace seamark::api
