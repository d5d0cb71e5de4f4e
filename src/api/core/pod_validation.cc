// Checks of a Pod's spec, and what only a create is asked.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/core/container_validation.h"
#include "api/core/pod.h"
#include "api/core/scheduling_validation.h"
#include "api/core/volume_validation.h"
#include "api/quantity.h"
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

// On the node's network a port is the node's.
void validateHostNetwork(FieldErrors& errors, const Path& path, const std::vector<Container>& containers) {
  for (size_t i = 0; i < containers.size(); ++i)
    for (size_t j = 0; j < containers[i].ports.size(); ++j) {
      const ContainerPort& port = containers[i].ports[j];
      if (port.hostPort != port.containerPort)
        errors.push_back(invalidNumber(path.index(i).child("ports").index(j).child("containerPort"),
                                       port.containerPort,
                                       "must match `hostPort` when `hostNetwork` is true"));
    }
}

void validateSecurity(FieldErrors& errors, const PodSpec& spec) {
  if (!spec.securityContext) return;
  const PodSecurityContext& security = *spec.securityContext;
  const Path path = kSpec.child("securityContext");
  const auto id = [&](const Path& at, const std::optional<int64_t>& value) {
    if (value && (*value < 0 || *value > INT32_MAX))
      errors.push_back(invalidNumber(at, *value, "must be between 0 and 2147483647, inclusive"));
  };
  if (spec.hostNetwork) {
    validateHostNetwork(errors, kSpec.child("containers"), spec.containers);
    validateHostNetwork(errors, kSpec.child("initContainers"), spec.initContainers);
  }
  id(path.child("fsGroup"), security.fsGroup);
  id(path.child("runAsUser"), security.runAsUser);
  id(path.child("runAsGroup"), security.runAsGroup);
  for (size_t i = 0; i < security.supplementalGroups.size(); ++i)
    id(path.child("supplementalGroups").index(i), security.supplementalGroups[i]);
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
  for (size_t i = 0; i < spec.imagePullSecrets.size(); ++i)
    if (spec.imagePullSecrets[i].name.empty())
      errors.push_back(required(kSpec.child("imagePullSecrets").index(i).child("name")));
  if (spec.affinity) validateAffinity(errors, kSpec.child("affinity"), *spec.affinity);
  validateDns(errors, spec);
  validateReadinessGates(errors, spec.readinessGates);
  validateSchedulingGates(errors, kSpec.child("schedulingGates"), spec.schedulingGates);
  validateSpread(errors, kSpec.child("topologySpreadConstraints"), spec.topologySpreadConstraints);
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
  static constexpr std::array<std::string_view, 2> kPreemption = {"Never", "PreemptLowerPriority"};
  static constexpr std::array<std::string_view, 2> kSystems = {"linux", "windows"};
  if (spec.preemptionPolicy)
    validateEnum(errors, kSpec.child("preemptionPolicy"), *spec.preemptionPolicy, kPreemption);
  for (const auto& [resource, amount] : spec.overhead)
    if (isNegative(amount))
      errors.push_back(invalidText(kSpec.child("overhead").key(resource), amount.value,
                                   "must be greater than or equal to 0"));
  if (spec.os) validateEnum(errors, kSpec.child("os").child("name"), spec.os->name, kSystems);
}

}  // namespace

FieldErrors validatePodSpec(const PodSpec& spec) {
  FieldErrors errors;
  const auto volumes = validateVolumes(errors, kSpec.child("volumes"), spec.volumes);
  validateContainers(errors, kSpec, spec, volumes);
  validatePolicies(errors, spec);
  validateSecurity(errors, spec);
  validatePlacement(errors, spec);
  validateNames(errors, spec);
  validateRest(errors, spec);
  validateImageNames(errors, kSpec, spec);
  return errors;
}

FieldErrors validatePod(const Pod& pod) {
  FieldErrors errors = validatePodSpec(pod.spec);
  if (!pod.spec.ephemeralContainers.empty())
    errors.push_back(forbiddenField(kSpec.child("ephemeralContainers"), "cannot be set on create"));
  if (!pod.spec.nodeName.empty() && !pod.spec.schedulingGates.empty())
    errors.push_back(
        forbiddenField(kSpec.child("nodeName"), "cannot be set until all schedulingGates have been cleared"));
  return errors;
}

}  // namespace seamark::api
