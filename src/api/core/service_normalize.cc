// Settles a Service's clusterIPs, families and allocated values.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/service_normalize.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "api/value_text.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};
constexpr std::string_view kSingleStack = "SingleStack";
constexpr std::string_view kPreferDualStack = "PreferDualStack";
constexpr std::string_view kRequireDualStack = "RequireDualStack";

bool isType(const Service& service, std::string_view type) {
  return service.spec.type == type;
}

bool isHeadlessWithoutSelector(const Service& service) {
  return service.spec.clusterIP == kClusterIpNone && service.spec.selector.empty();
}

bool isConfigured(const ClusterFamilies& cluster, IpFamily family) {
  return std::find(cluster.configured.begin(), cluster.configured.end(), family) != cluster.configured.end();
}

std::string defaultFamily(const ClusterFamilies& cluster) {
  return std::string(familyName(cluster.configured.empty() ? IpFamily::V4 : cluster.configured.front()));
}

// With one family and a dual-stack policy the other one is wanted too.
void appendOtherFamily(Service& next) {
  auto& families = next.spec.ipFamilies;
  if (next.spec.ipFamilyPolicy == kSingleStack || families.size() != 1) return;
  families.emplace_back(families[0] == familyName(IpFamily::V4) ? familyName(IpFamily::V6)
                                                                : familyName(IpFamily::V4));
}

// A PreferDualStack Service is not up- or downgraded by itself when the cluster's families change.
bool keepsItsFamilies(const Service& next, const Service& old) {
  return next.spec.type == old.spec.type && next.spec.ipFamilyPolicy == kPreferDualStack &&
         old.spec.ipFamilyPolicy == kPreferDualStack && next.spec.clusterIPs == old.spec.clusterIPs &&
         next.spec.ipFamilies == old.spec.ipFamilies;
}

void defaultPolicy(Service& next, const Service* old) {
  if (next.spec.ipFamilyPolicy) return;
  if (old != nullptr && old->spec.ipFamilyPolicy) {
    next.spec.ipFamilyPolicy = old->spec.ipFamilyPolicy;
  } else {
    next.spec.ipFamilyPolicy = isHeadlessWithoutSelector(next) ? kRequireDualStack : kSingleStack;
  }
}

FieldError wrongPolicy(const Service& service, std::string_view detail) {
  return invalidText(kSpec.child("ipFamilyPolicy"), service.spec.ipFamilyPolicy.value_or(""), detail);
}

// SingleStack releases what the user left as it was; any other policy must keep it.
void releaseSecondary(FieldErrors& errors, Service& next, const Service& old) {
  if (next.spec.ipFamilyPolicy == kSingleStack) {
    if (next.spec.clusterIPs.size() == 2 && next.spec.clusterIPs == old.spec.clusterIPs) {
      next.spec.clusterIPs.pop_back();
    }
    if (next.spec.ipFamilies.size() == 2 && next.spec.ipFamilies == old.spec.ipFamilies) {
      next.spec.ipFamilies.pop_back();
    }
    return;
  }
  const auto shrank = [](const auto& now, const auto& before) {
    return !now.empty() && now.size() < before.size();
  };
  if (shrank(next.spec.clusterIPs, old.spec.clusterIPs)) {
    errors.push_back(wrongPolicy(next, "must be 'SingleStack' to release the secondary cluster IP"));
  }
  if (shrank(next.spec.ipFamilies, old.spec.ipFamilies)) {
    errors.push_back(wrongPolicy(next, "must be 'SingleStack' to release the secondary IP family"));
  }
}

void refuseSecondOnSingleStack(FieldErrors& errors, const Service& next) {
  if (next.spec.ipFamilyPolicy != kSingleStack) return;
  constexpr std::string_view kText =
      "must be 'RequireDualStack' or 'PreferDualStack' when multiple {} are specified";
  if (next.spec.clusterIPs.size() > 1) {
    errors.push_back(wrongPolicy(next, fmt::format(fmt::runtime(kText), "cluster IPs")));
  }
  if (next.spec.ipFamilies.size() > 1) {
    errors.push_back(wrongPolicy(next, fmt::format(fmt::runtime(kText), "IP families")));
  }
}

// Requested addresses say their families.
void inferFamilies(FieldErrors& errors, Service& next, const ClusterFamilies& cluster) {
  for (size_t i = 0; i < next.spec.clusterIPs.size(); ++i) {
    const std::string& text = next.spec.clusterIPs[i];
    if (text == kClusterIpNone) break;
    const auto ip = IpAddress::parseLenient(text);
    if (!ip || i < next.spec.ipFamilies.size()) continue;
    if (!isConfigured(cluster, ip->family())) {
      errors.push_back(
          invalidText(kSpec.child("clusterIPs").index(i), text,
                      fmt::format("{} is not configured on this cluster", familyName(ip->family()))));
      continue;
    }
    next.spec.ipFamilies.emplace_back(familyName(ip->family()));
  }
}

void refuseUnconfigured(FieldErrors& errors, const Service& next, const ClusterFamilies& cluster) {
  if (next.spec.ipFamilyPolicy == kRequireDualStack && cluster.configured.size() < 2) {
    errors.push_back(wrongPolicy(next, "this cluster is not configured for dual-stack services"));
  }
  for (size_t i = 0; i < next.spec.ipFamilies.size(); ++i) {
    const auto family = familyNamed(next.spec.ipFamilies[i]);
    if (family && isConfigured(cluster, *family)) continue;
    errors.push_back(invalidText(kSpec.child("ipFamilies").index(i), next.spec.ipFamilies[i],
                                 "not configured on this cluster"));
  }
}

std::set<int32_t> nodePortsOf(const Service& service) {
  std::set<int32_t> numbers;
  for (const ServicePort& port : service.spec.ports) {
    if (port.nodePort != 0) numbers.insert(port.nodePort);
  }
  return numbers;
}

void keepNodePorts(Service& next, const Service& old) {
  const std::set<int32_t> oldNumbers = nodePortsOf(old);
  std::set<int32_t> used;
  for (const int32_t number : nodePortsOf(next)) {
    if (oldNumbers.contains(number)) used.insert(number);
  }
  std::map<std::string_view, int32_t> byName;
  for (const ServicePort& port : old.spec.ports) byName[port.name] = port.nodePort;
  for (ServicePort& port : next.spec.ports) {
    const auto found = byName.find(port.name);
    if (port.nodePort != 0 || found == byName.end() || !used.insert(found->second).second) continue;
    port.nodePort = found->second;
  }
}

void wipeClusterIPs(Service& next, const Service& old) {
  if (next.spec.clusterIP == old.spec.clusterIP && next.spec.clusterIPs == old.spec.clusterIPs) {
    next.spec.clusterIP.clear();
    next.spec.clusterIPs.clear();
  }
  if (next.spec.ipFamilies == old.spec.ipFamilies) next.spec.ipFamilies.clear();
  if (next.spec.ipFamilyPolicy == old.spec.ipFamilyPolicy) next.spec.ipFamilyPolicy.reset();
}

void wipeNodePorts(Service& next, const Service& old) {
  const std::set<int32_t> before = nodePortsOf(old);
  const std::set<int32_t> now = nodePortsOf(next);
  if (!std::includes(before.begin(), before.end(), now.begin(), now.end())) return;
  for (ServicePort& port : next.spec.ports) port.nodePort = 0;
}

// Also of a type that there is not: it is refused only once it has its addresses.
bool mayHaveClusterIPs(const Service& service) {
  return !isType(service, "ExternalName");
}

}  // namespace

bool isHeadless(const Service& service) {
  return service.spec.clusterIPs.size() == 1 && service.spec.clusterIPs[0] == kClusterIpNone;
}

bool hasClusterIPs(const Service& service) {
  return isType(service, "ClusterIP") || isType(service, "NodePort") || isType(service, "LoadBalancer");
}

bool needsClusterIP(const Service& service) {
  return mayHaveClusterIPs(service) && !isHeadless(service);
}

bool needsNodePort(const Service& service) {
  return isType(service, "NodePort") || isType(service, "LoadBalancer");
}

bool allocatesNodePorts(const Service& service) {
  return isType(service, "NodePort") ||
         (isType(service, "LoadBalancer") && service.spec.allocateLoadBalancerNodePorts.value_or(true));
}

bool needsHealthCheckNodePort(const Service& service) {
  return isType(service, "LoadBalancer") && service.spec.externalTrafficPolicy == "Local";
}

bool externallyAccessible(const Service& service) {
  return needsNodePort(service) || (isType(service, "ClusterIP") && !service.spec.externalIPs.empty());
}

void normalizeClusterIPs(Service& next, const Service* old) {
  ServiceSpec& spec = next.spec;
  if (old == nullptr) {
    if (!spec.clusterIP.empty() && spec.clusterIPs.empty()) spec.clusterIPs = {spec.clusterIP};
    return;
  }
  const bool sameIP = spec.clusterIP == old->spec.clusterIP;
  const bool sameIPs = spec.clusterIPs == old->spec.clusterIPs;
  if (sameIP && spec.clusterIPs.empty()) {
    spec.clusterIPs = old->spec.clusterIPs;
  } else if (!sameIP && sameIPs) {
    spec.clusterIPs.clear();
    if (!spec.clusterIP.empty()) spec.clusterIPs = {spec.clusterIP};
  }
}

FieldErrors computeFamilies(Service& next, const Service* old, const ClusterFamilies& cluster) {
  if (isType(next, "ExternalName")) return {};
  if (old != nullptr && keepsItsFamilies(next, *old)) return {};
  defaultPolicy(next, old);
  FieldErrors errors = validateClusterIpFields(next, old);
  if (!errors.empty()) return errors;
  if (old != nullptr) releaseSecondary(errors, next, *old);
  refuseSecondOnSingleStack(errors, next);
  if (!errors.empty()) return errors;
  inferFamilies(errors, next, cluster);
  if (!errors.empty()) return errors;
  if (isHeadlessWithoutSelector(next)) {
    // Its endpoints are somebody else's: both families are offered, whatever the cluster has.
    if (next.spec.ipFamilies.empty()) next.spec.ipFamilies = {defaultFamily(cluster)};
    appendOtherFamily(next);
    return {};
  }
  refuseUnconfigured(errors, next, cluster);
  if (!errors.empty()) return errors;
  if (next.spec.ipFamilies.empty()) next.spec.ipFamilies = {defaultFamily(cluster)};
  if (cluster.configured.size() == 2) appendOtherFamily(next);
  return {};
}

void keepAllocatedValues(Service& next, const Service& old) {
  if (mayHaveClusterIPs(old) && mayHaveClusterIPs(next)) {
    if (next.spec.clusterIP.empty()) next.spec.clusterIP = old.spec.clusterIP;
    if (next.spec.clusterIPs.empty()) next.spec.clusterIPs = old.spec.clusterIPs;
  }
  if (needsNodePort(old) && needsNodePort(next)) keepNodePorts(next, old);
  if (needsHealthCheckNodePort(old) && needsHealthCheckNodePort(next) && next.spec.healthCheckNodePort == 0) {
    next.spec.healthCheckNodePort = old.spec.healthCheckNodePort;
  }
}

void wipeOnTypeChange(Service& next, const Service& old) {
  ServiceSpec& spec = next.spec;
  if (mayHaveClusterIPs(old) && !mayHaveClusterIPs(next)) wipeClusterIPs(next, old);
  if (needsNodePort(old) && !needsNodePort(next)) wipeNodePorts(next, old);
  if (needsHealthCheckNodePort(old) && !needsHealthCheckNodePort(next) &&
      spec.healthCheckNodePort == old.spec.healthCheckNodePort) {
    spec.healthCheckNodePort = 0;
  }
  if (isType(old, "LoadBalancer") && !isType(next, "LoadBalancer")) {
    if (spec.allocateLoadBalancerNodePorts == old.spec.allocateLoadBalancerNodePorts) {
      spec.allocateLoadBalancerNodePorts.reset();
    }
    if (spec.loadBalancerClass == old.spec.loadBalancerClass) spec.loadBalancerClass.reset();
  }
  if (externallyAccessible(old) && !externallyAccessible(next) &&
      spec.externalTrafficPolicy == old.spec.externalTrafficPolicy) {
    spec.externalTrafficPolicy.clear();
  }
}

}  // namespace seamark::api
