// The rules of Service: defaults, what create and update keep, warnings, selectable fields.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/service.h"
#include "api/core/service_normalize.h"
#include "api/core/service_validation.h"
#include "api/rules.h"
#include "api/warnings.h"

namespace seamark::api {
namespace {

constexpr int32_t kDefaultAffinitySeconds = 10800;

void defaultAffinity(ServiceSpec& spec) {
  if (spec.sessionAffinity.empty()) spec.sessionAffinity = "None";
  auto& config = spec.sessionAffinityConfig;
  if (spec.sessionAffinity == "None") config.reset();
  const bool complete = config && config->clientIP && config->clientIP->timeoutSeconds;
  if (spec.sessionAffinity == "ClientIP" && !complete) {
    config = SessionAffinityConfig{.clientIP = ClientIPConfig{.timeoutSeconds = kDefaultAffinitySeconds}};
  }
}

void defaultPort(ServicePort& port) {
  if (port.protocol.empty()) port.protocol = "TCP";
  if (port.targetPort.isZero()) port.targetPort = IntOrString::of(port.port);
}

void setDefaults(Object& object) {
  auto& service = as<Service>(object);
  ServiceSpec& spec = service.spec;
  defaultAffinity(spec);
  if (spec.type.empty()) spec.type = "ClusterIP";
  for (ServicePort& port : spec.ports) defaultPort(port);
  if (externallyAccessible(service) && spec.externalTrafficPolicy.empty()) {
    spec.externalTrafficPolicy = "Cluster";
  }
  if (!spec.internalTrafficPolicy && hasClusterIPs(service)) spec.internalTrafficPolicy = "Cluster";
  if (spec.type != "LoadBalancer") return;
  if (!spec.allocateLoadBalancerNodePorts) spec.allocateLoadBalancerNodePorts = true;
  for (LoadBalancerIngress& ingress : service.status.loadBalancer.ingress) {
    if (!ingress.ip.empty() && !ingress.ipMode) ingress.ipMode = "VIP";
  }
}

void prepareForCreate(Object& object) {
  as<Service>(object).status = {};
}

void prepareForUpdate(Object& object, const Object& oldObject) {
  auto& next = as<Service>(object);
  const auto& old = as<Service>(oldObject);
  next.status = old.status;
  wipeOnTypeChange(next, old);
  if (next.spec.type != "LoadBalancer") next.status.loadBalancer = {};
}

// Servers before 1.26 stored a policy where none belongs; it is not shown.
void canonicalize(Object& object) {
  auto& spec = as<Service>(object).spec;
  if (spec.type == "ExternalName") spec.internalTrafficPolicy.reset();
}

void prepareForStatusUpdate(Object& object, const Object& old) {
  as<Service>(object).spec = as<Service>(old).spec;
}

FieldErrors validateCreate(const Object& object) {
  return validateService(as<Service>(object), nullptr);
}

FieldErrors validateUpdate(const Object& next, const Object& old) {
  return validateServiceUpdate(as<Service>(next), as<Service>(old));
}

FieldErrors validateStatusUpdate(const Object& next, const Object&) {
  return validateServiceStatus(as<Service>(next));
}

void warnAboutHeadless(Warnings& warnings, const ServiceSpec& spec) {
  if (!spec.loadBalancerIP.empty()) {
    warnings.emplace_back("spec.loadBalancerIP is ignored for headless services");
  }
  if (!spec.externalIPs.empty()) warnings.emplace_back("spec.externalIPs is ignored for headless services");
  if (spec.sessionAffinity != "None") {
    warnings.emplace_back("spec.SessionAffinity is ignored for headless services");
  }
}

void warnAboutAddresses(Warnings& warnings, const ServiceSpec& spec) {
  for (size_t i = 0; i < spec.externalIPs.size(); ++i) {
    warnAboutIp(warnings, Path("spec.externalIPs").index(i), spec.externalIPs[i]);
  }
  if (!spec.loadBalancerIP.empty()) warnAboutIp(warnings, Path("spec.loadBalancerIP"), spec.loadBalancerIP);
  for (size_t i = 0; i < spec.loadBalancerSourceRanges.size(); ++i) {
    warnAboutCidr(warnings, Path("spec.loadBalancerSourceRanges").index(i), spec.loadBalancerSourceRanges[i]);
  }
}

Warnings warningsOnCreate(const Object& object) {
  const auto& service = as<Service>(object);
  const ServiceSpec& spec = service.spec;
  const bool isExternalName = spec.type == "ExternalName";
  const bool headless = isHeadless(service);
  Warnings warnings;
  if (service.metadata.annotations.contains("service.kubernetes.io/topology-aware-hints")) {
    warnings.emplace_back(
        "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use "
        "service.kubernetes.io/topology-mode instead");
  }
  if (!isExternalName && !headless) {
    for (size_t i = 0; i < spec.clusterIPs.size(); ++i) {
      warnAboutIp(warnings, Path("spec.clusterIPs").index(i), spec.clusterIPs[i]);
    }
  }
  if (headless) warnAboutHeadless(warnings, spec);
  if (!isExternalName && !headless && !spec.externalIPs.empty()) {
    warnings.emplace_back("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
  }
  warnAboutAddresses(warnings, spec);
  if (isExternalName && !spec.externalIPs.empty()) {
    warnings.emplace_back(R"(spec.externalIPs is ignored when spec.type is "ExternalName")");
  }
  if (!isExternalName && !spec.externalName.empty()) {
    warnings.emplace_back(R"(spec.externalName is ignored when spec.type is not "ExternalName")");
  }
  if (spec.trafficDistribution == "PreferClose") {
    warnings.emplace_back(R"(spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone")");
  }
  return warnings;
}

Warnings warningsOnUpdate(const Object& next, const Object&) {
  return warningsOnCreate(next);
}

constexpr SelectableField kSelectable[] = {
    {"spec.clusterIP", [](const Object& object) { return as<Service>(object).spec.clusterIP; }},
    {"spec.type", [](const Object& object) { return as<Service>(object).spec.type; }},
};

}  // namespace

Rules serviceRules() {
  return {.name = NameRule::Dns1123Label,  // may start with a digit since Kubernetes 1.36
          .allowCreateOnUpdate = true,
          .deleteReturnsObject = true,
          .setDefaults = setDefaults,
          .prepareForCreate = prepareForCreate,
          .prepareForUpdate = prepareForUpdate,
          .canonicalize = canonicalize,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate,
          .prepareForStatusUpdate = prepareForStatusUpdate,
          .validateStatusUpdate = validateStatusUpdate,
          .warningsOnCreate = warningsOnCreate,
          .warningsOnUpdate = warningsOnUpdate};
}

std::span<const SelectableField> serviceSelectableFields() {
  return kSelectable;
}

}  // namespace seamark::api
