// The rules of a Service's spec and status. Order of checks and texts are those that Kubernetes v1.37
// answers.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/service_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "api/core/service_normalize.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};
const Path kPorts{"spec.ports"};
constexpr std::string_view kOnlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";
constexpr std::string_view kSourceRangesAnnotation = "service.beta.kubernetes.io/load-balancer-source-ranges";
constexpr std::string_view kHintsAnnotation = "service.kubernetes.io/topology-aware-hints";
constexpr std::string_view kTopologyModeAnnotation = "service.kubernetes.io/topology-mode";
constexpr std::array<std::string_view, 2> kTrafficPolicies = {"Cluster", "Local"};
constexpr int32_t kMaxAffinitySeconds = 86400;

const std::string* annotation(const Service& service, std::string_view key) {
  const auto found = service.metadata.annotations.find(std::string(key));
  return found == service.metadata.annotations.end() ? nullptr : &found->second;
}

std::string_view trimmed(std::string_view text) {
  const auto isBlank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text;
}

bool isLoadBalancer(const Service& service) {
  return service.spec.type == "LoadBalancer";
}

void validateTopologyAnnotations(FieldErrors& errors, const Service& service) {
  const std::string* hints = annotation(service, kHintsAnnotation);
  const std::string* mode = annotation(service, kTopologyModeAnnotation);
  if (hints == nullptr || mode == nullptr || *hints == *mode) return;
  errors.push_back(
      invalidText(Path("metadata.annotations").key(kTopologyModeAnnotation), *mode,
                  fmt::format("must match annotations[{}] when both are specified", kHintsAnnotation)));
}

void refuseHeadless(FieldErrors& errors, const Service& service) {
  if (!isHeadless(service)) return;
  errors.push_back(invalidText(kSpec.child("clusterIPs").index(0), kClusterIpNone,
                               fmt::format("may not be set to 'None' for {} services", service.spec.type)));
}

void validateExternalName(FieldErrors& errors, const Service& service) {
  const auto forbid = [&](std::string_view field, bool isSet) {
    if (isSet)
      errors.push_back(forbiddenField(kSpec.child(field), "may not be set for ExternalName services"));
  };
  forbid("clusterIPs", !service.spec.clusterIPs.empty());
  forbid("ipFamilies", !service.spec.ipFamilies.empty());
  forbid("ipFamilyPolicy", service.spec.ipFamilyPolicy.has_value());
  std::string_view name = service.spec.externalName;
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty()) {
    errors.push_back(required(kSpec.child("externalName")));
  } else {
    addProblems(errors, kSpec.child("externalName"), name, dns1123SubdomainProblems(name));
  }
}

void validateTypeAndName(FieldErrors& errors, const Service& service) {
  const std::string& type = service.spec.type;
  if (type == "LoadBalancer" || type == "NodePort") {
    refuseHeadless(errors, service);
  } else if (type == "ExternalName") {
    validateExternalName(errors, service);
  }
}

void validatePort(FieldErrors& errors, const Path& path, const ServicePort& port, bool nameRequired,
                  std::set<std::string_view>& names) {
  if (port.name.empty()) {
    if (nameRequired) errors.push_back(required(path.child("name")));
  } else {
    addProblems(errors, path.child("name"), port.name, dns1123LabelProblems(port.name));
    if (!names.insert(port.name).second) errors.push_back(duplicate(path.child("name"), goQuoted(port.name)));
  }
  if (!isPortNumber(port.port)) errors.push_back(invalidNumber(path.child("port"), port.port, kPortRange));
  validateProtocol(errors, path.child("protocol"), port.protocol);
  validatePortOrName(errors, path.child("targetPort"), port.targetPort);
  if (port.appProtocol) {
    addProblems(errors, path.child("appProtocol"), *port.appProtocol,
                qualifiedNameProblems(*port.appProtocol));
  }
}

void validatePorts(FieldErrors& errors, const Service& service) {
  std::set<std::string_view> names;
  const auto& ports = service.spec.ports;
  for (size_t i = 0; i < ports.size(); ++i) {
    validatePort(errors, kPorts.index(i), ports[i], ports.size() > 1, names);
  }
}

void validateAffinity(FieldErrors& errors, const Service& service) {
  static constexpr std::array<std::string_view, 2> kAffinities = {"ClientIP", "None"};
  constexpr std::string_view kWhen = "when session affinity type is ClientIP";
  validateEnum(errors, kSpec.child("sessionAffinity"), service.spec.sessionAffinity, kAffinities);
  const auto& config = service.spec.sessionAffinityConfig;
  const Path path = kSpec.child("sessionAffinityConfig");
  if (service.spec.sessionAffinity == "None" && config) {
    errors.push_back(forbiddenField(path, "must not be set when session affinity is None"));
  }
  if (service.spec.sessionAffinity != "ClientIP") return;
  if (!config) {
    errors.push_back(required(path, kWhen));
  } else if (!config->clientIP) {
    errors.push_back(required(path.child("clientIP"), kWhen));
  } else if (!config->clientIP->timeoutSeconds) {
    errors.push_back(required(path.child("clientIP").child("timeoutSeconds"), kWhen));
  } else if (const int32_t seconds = *config->clientIP->timeoutSeconds;
             seconds <= 0 || seconds > kMaxAffinitySeconds) {
    errors.push_back(invalidNumber(path.child("clientIP").child("timeoutSeconds"), seconds,
                                   "must be greater than 0 and less than 86400"));
  }
}

void validateExternalIPs(FieldErrors& errors, const Service& service, const Service* old) {
  const auto& ips = service.spec.externalIPs;
  for (size_t i = 0; i < ips.size(); ++i) {
    const Path path = kSpec.child("externalIPs").index(i);
    const std::span<const std::string> stored =
        old == nullptr ? std::span<const std::string>() : old->spec.externalIPs;
    if (validateIp(errors, path, ips[i], stored)) validateNonSpecialIp(errors, path, ips[i]);
  }
}

// The key of a port among its siblings, as upstream shows it: its own struct with all else blank.
std::string shownPortKey(const ServicePort& port) {
  return fmt::format(
      R"({{"Name":"","Protocol":{},"AppProtocol":null,"Port":{},"TargetPort":0,"NodePort":0}})",
      shownJson(port.protocol), port.port);
}

void validateUniquePorts(FieldErrors& errors, const Service& service) {
  const auto& ports = service.spec.ports;
  std::set<std::pair<std::string_view, int32_t>> nodePorts;
  for (size_t i = 0; i < ports.size(); ++i) {
    if (ports[i].nodePort == 0) continue;
    if (service.spec.type == "ClusterIP") {
      errors.push_back(
          forbiddenField(kPorts.index(i).child("nodePort"), "may not be used when `type` is 'ClusterIP'"));
    }
  }
  for (size_t i = 0; i < ports.size(); ++i) {
    if (ports[i].nodePort == 0) continue;
    if (!nodePorts.emplace(ports[i].protocol, ports[i].nodePort).second) {
      errors.push_back(duplicate(kPorts.index(i).child("nodePort"), std::to_string(ports[i].nodePort)));
    }
  }
  std::set<std::pair<std::string_view, int32_t>> numbers;
  for (size_t i = 0; i < ports.size(); ++i) {
    if (!numbers.emplace(ports[i].protocol, ports[i].port).second) {
      errors.push_back(duplicate(kPorts.index(i), shownPortKey(ports[i])));
    }
  }
}

void validateSourceRanges(FieldErrors& errors, const Service& service, const Service* old) {
  const auto& ranges = service.spec.loadBalancerSourceRanges;
  if (!ranges.empty()) {
    const Path path = kSpec.child("LoadBalancerSourceRanges");
    if (!isLoadBalancer(service)) errors.push_back(forbiddenField(path, kOnlyLoadBalancer));
    const std::span<const std::string> stored =
        old == nullptr ? std::span<const std::string>() : old->spec.loadBalancerSourceRanges;
    for (size_t i = 0; i < ranges.size(); ++i) {
      validateCidr(errors, path.index(i), trimmed(ranges[i]), stored);
    }
    return;
  }
  const std::string* text = annotation(service, kSourceRangesAnnotation);
  if (text == nullptr) return;
  const Path path = Path("metadata.annotations").key(kSourceRangesAnnotation);
  if (!isLoadBalancer(service)) errors.push_back(forbiddenField(path, kOnlyLoadBalancer));
  std::string_view rest = trimmed(*text);
  if (old != nullptr && annotation(*old, kSourceRangesAnnotation) != nullptr &&
      *annotation(*old, kSourceRangesAnnotation) == *text) {
    return;  // it was accepted once
  }
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    validateCidr(errors, path, trimmed(rest.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
    if (rest.empty()) validateCidr(errors, path, rest);
  }
}

void validateLoadBalancerFields(FieldErrors& errors, const Service& service, const Service* old) {
  const auto& allocate = service.spec.allocateLoadBalancerNodePorts;
  if (isLoadBalancer(service)) {
    // The path has no "spec." upstream either.
    if (!allocate) errors.push_back(required(Path("allocateLoadBalancerNodePorts")));
  } else if (allocate) {
    errors.push_back(forbiddenField(kSpec.child("allocateLoadBalancerNodePorts"), kOnlyLoadBalancer));
  }
  if (!old) validateLoadBalancerClass(errors, service, nullptr);  // an update has looked already
}

void validateTrafficPolicies(FieldErrors& errors, const Service& service) {
  const ServiceSpec& spec = service.spec;
  const Path external = kSpec.child("externalTrafficPolicy");
  if (externallyAccessible(service)) {
    validateEnum(errors, external, spec.externalTrafficPolicy, kTrafficPolicies);
  } else if (!spec.externalTrafficPolicy.empty()) {
    errors.push_back(invalidText(external, spec.externalTrafficPolicy,
                                 "may only be set for externally-accessible services"));
  }
  const Path health = kSpec.child("healthCheckNodePort");
  if (!needsHealthCheckNodePort(service)) {
    if (spec.healthCheckNodePort != 0) {
      errors.push_back(invalidNumber(
          health, spec.healthCheckNodePort,
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
    }
  } else if (spec.healthCheckNodePort == 0) {
    errors.push_back(required(health));
  } else if (!isPortNumber(spec.healthCheckNodePort)) {
    errors.push_back(invalidNumber(health, spec.healthCheckNodePort, kPortRange));
  }
  const Path internal = kSpec.child("internalTrafficPolicy");
  const auto& policy = spec.internalTrafficPolicy;
  if (policy &&
      std::find(kTrafficPolicies.begin(), kTrafficPolicies.end(), *policy) == kTrafficPolicies.end()) {
    errors.push_back(notSupported(internal, *policy, kTrafficPolicies));  // "" is a value like any other here
  } else if (!policy && hasClusterIPs(service)) {
    errors.push_back(required(internal));
  }
}

void validateTrafficDistribution(FieldErrors& errors, const Service& service) {
  static constexpr std::array<std::string_view, 3> kValues = {"PreferClose", "PreferSameZone",
                                                              "PreferSameNode"};
  const auto& value = service.spec.trafficDistribution;
  if (value && std::find(kValues.begin(), kValues.end(), *value) == kValues.end()) {
    errors.push_back(notSupported(kSpec.child("trafficDistribution"), *value, kValues));
  }
}

}  // namespace

void validateLoadBalancerClass(FieldErrors& errors, const Service& service, const Service* old) {
  const auto& name = service.spec.loadBalancerClass;
  const Path path = kSpec.child("loadBalancerClass");
  if (!isLoadBalancer(service)) {
    if (name) errors.push_back(forbiddenField(path, kOnlyLoadBalancer));
    return;
  }
  if (old && isLoadBalancer(*old) && name != old->spec.loadBalancerClass)
    errors.push_back(invalid(path, shownJson(name), "may not change once set"));
  if (name) addProblems(errors, path, *name, qualifiedNameProblems(*name));
}

FieldErrors validateService(const Service& service, const Service* old) {
  static constexpr std::array<std::string_view, 4> kTypes = {"ClusterIP", "ExternalName", "LoadBalancer",
                                                             "NodePort"};
  FieldErrors errors;
  validateTopologyAnnotations(errors, service);
  if (service.spec.ports.empty() && !isHeadless(service) && service.spec.type != "ExternalName") {
    errors.push_back(required(kPorts));
  }
  validateTypeAndName(errors, service);
  validatePorts(errors, service);
  validateLabels(errors, kSpec.child("selector"), service.spec.selector);
  validateAffinity(errors, service);
  append(errors, validateClusterIpFields(service, old));
  validateExternalIPs(errors, service, old);
  validateEnum(errors, kSpec.child("type"), service.spec.type, kTypes);
  validateUniquePorts(errors, service);
  validateSourceRanges(errors, service, old);
  validateLoadBalancerFields(errors, service, old);
  validateTrafficPolicies(errors, service);
  validateTrafficDistribution(errors, service);
  return errors;
}

}  // namespace seamark::api
