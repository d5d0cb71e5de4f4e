// Rows of core/service.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/service.h"

#include "api/rules.h"

namespace seamark::api {

namespace {

constexpr std::string_view kProtocol[] = {"SCTP", "TCP", "UDP"};
constexpr std::string_view kServiceType[] = {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"};
constexpr std::string_view kServiceAffinity[] = {"ClientIP", "None"};
constexpr std::string_view kServiceExternalTrafficPolicy[] = {"Cluster", "Local"};
constexpr std::string_view kIPFamily[] = {"", "IPv4", "IPv6"};
constexpr std::string_view kIPFamilyPolicy[] = {"PreferDualStack", "RequireDualStack", "SingleStack"};
constexpr std::string_view kServiceInternalTrafficPolicy[] = {"Cluster", "Local"};

}  // namespace

const Type& Schema<ServicePort>::type() {
  static constexpr Field kFields[] = {
      field<&ServicePort::name>("name", 1),
      field<&ServicePort::protocol>(
          "protocol", 2, {.defaultValue = "\"TCP\"", .enumValues = kProtocol, .goType = "v1.Protocol"}),
      field<&ServicePort::appProtocol>("appProtocol", 6),
      field<&ServicePort::port>("port", 3, {.required = true, .keepZero = true}),
      field<&ServicePort::targetPort>("targetPort", 4),
      field<&ServicePort::nodePort>("nodePort", 5),
  };
  static const Type kType =
      structType<ServicePort>("ServicePort", "io.k8s.api.core.v1.ServicePort", kFields, "");
  return kType;
}

const Type& Schema<ClientIPConfig>::type() {
  static constexpr Field kFields[] = {
      field<&ClientIPConfig::timeoutSeconds>("timeoutSeconds", 1),
  };
  static const Type kType =
      structType<ClientIPConfig>("ClientIPConfig", "io.k8s.api.core.v1.ClientIPConfig", kFields, "");
  return kType;
}

const Type& Schema<SessionAffinityConfig>::type() {
  static constexpr Field kFields[] = {
      field<&SessionAffinityConfig::clientIP>("clientIP", 1),
  };
  static const Type kType = structType<SessionAffinityConfig>(
      "SessionAffinityConfig", "io.k8s.api.core.v1.SessionAffinityConfig", kFields, "");
  return kType;
}

const Type& Schema<ServiceSpec>::type() {
  static constexpr Field kFields[] = {
      field<&ServiceSpec::ports>("ports", 1,
                                 {.merge = Merge::Map,
                                  .listMapKeys = "port,protocol",
                                  .patchMergeKey = "port",
                                  .patchStrategy = "merge"}),
      field<&ServiceSpec::selector>("selector", 2, {.merge = Merge::Atomic}),
      field<&ServiceSpec::clusterIP>("clusterIP", 3),
      field<&ServiceSpec::clusterIPs>("clusterIPs", 18, {.merge = Merge::Atomic}),
      field<&ServiceSpec::type>("type", 4, {.enumValues = kServiceType, .goType = "v1.ServiceType"}),
      field<&ServiceSpec::externalIPs>("externalIPs", 5, {.merge = Merge::Atomic}),
      field<&ServiceSpec::sessionAffinity>("sessionAffinity", 7,
                                           {.enumValues = kServiceAffinity, .goType = "v1.ServiceAffinity"}),
      field<&ServiceSpec::loadBalancerIP>("loadBalancerIP", 8),
      field<&ServiceSpec::loadBalancerSourceRanges>("loadBalancerSourceRanges", 9, {.merge = Merge::Atomic}),
      field<&ServiceSpec::externalName>("externalName", 10),
      field<&ServiceSpec::externalTrafficPolicy>(
          "externalTrafficPolicy", 11,
          {.enumValues = kServiceExternalTrafficPolicy, .goType = "v1.ServiceExternalTrafficPolicy"}),
      field<&ServiceSpec::healthCheckNodePort>("healthCheckNodePort", 12),
      field<&ServiceSpec::publishNotReadyAddresses>("publishNotReadyAddresses", 13),
      field<&ServiceSpec::sessionAffinityConfig>("sessionAffinityConfig", 14),
      field<&ServiceSpec::ipFamilies>(
          "ipFamilies", 19, {.enumValues = kIPFamily, .merge = Merge::Atomic, .goType = "[]v1.IPFamily"}),
      field<&ServiceSpec::ipFamilyPolicy>("ipFamilyPolicy", 17,
                                          {.enumValues = kIPFamilyPolicy, .goType = "v1.IPFamilyPolicy"}),
      field<&ServiceSpec::allocateLoadBalancerNodePorts>("allocateLoadBalancerNodePorts", 20),
      field<&ServiceSpec::loadBalancerClass>("loadBalancerClass", 21),
      field<&ServiceSpec::internalTrafficPolicy>(
          "internalTrafficPolicy", 22,
          {.enumValues = kServiceInternalTrafficPolicy, .goType = "v1.ServiceInternalTrafficPolicy"}),
      field<&ServiceSpec::trafficDistribution>("trafficDistribution", 23),
  };
  static const Type kType =
      structType<ServiceSpec>("ServiceSpec", "io.k8s.api.core.v1.ServiceSpec", kFields, "");
  return kType;
}

const Type& Schema<PortStatus>::type() {
  static constexpr Field kFields[] = {
      field<&PortStatus::port>("port", 1, {.required = true, .keepZero = true}),
      field<&PortStatus::protocol>(
          "protocol", 2,
          {.required = true, .keepZero = true, .enumValues = kProtocol, .goType = "v1.Protocol"}),
      field<&PortStatus::error>("error", 3),
  };
  static const Type kType =
      structType<PortStatus>("PortStatus", "io.k8s.api.core.v1.PortStatus", kFields, "");
  return kType;
}

const Type& Schema<LoadBalancerIngress>::type() {
  static constexpr Field kFields[] = {
      field<&LoadBalancerIngress::ip>("ip", 1),
      field<&LoadBalancerIngress::hostname>("hostname", 2),
      field<&LoadBalancerIngress::ipMode>("ipMode", 3, {.goType = "v1.LoadBalancerIPMode"}),
      field<&LoadBalancerIngress::ports>("ports", 4, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<LoadBalancerIngress>(
      "LoadBalancerIngress", "io.k8s.api.core.v1.LoadBalancerIngress", kFields, "");
  return kType;
}

const Type& Schema<LoadBalancerStatus>::type() {
  static constexpr Field kFields[] = {
      field<&LoadBalancerStatus::ingress>("ingress", 1, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<LoadBalancerStatus>(
      "LoadBalancerStatus", "io.k8s.api.core.v1.LoadBalancerStatus", kFields, "");
  return kType;
}

const Type& Schema<ServiceStatus>::type() {
  static constexpr Field kFields[] = {
      field<&ServiceStatus::loadBalancer>("loadBalancer", 1),
      field<&ServiceStatus::conditions>(
          "conditions", 2,
          {.merge = Merge::Map, .listMapKeys = "type", .patchMergeKey = "type", .patchStrategy = "merge"}),
  };
  static const Type kType =
      structType<ServiceStatus>("ServiceStatus", "io.k8s.api.core.v1.ServiceStatus", kFields, "");
  return kType;
}

const Type& Schema<Service>::type() {
  static constexpr Field kFields[] = {
      field<&Service::metadata, Service>("metadata", 1),
      field<&Service::spec>("spec", 2),
      field<&Service::status>("status", 3),
  };
  static const Type kType =
      withTypeMeta(structType<Service>("Service", "io.k8s.api.core.v1.Service", kFields, ""));
  return kType;
}

template <>
const Kind& kindOf<Service>() {
  static constexpr std::string_view kShortNames[] = {"svc"};
  static constexpr std::string_view kCategories[] = {"all"};
  static constexpr std::string_view kProxyVerbs[] = {"create", "delete", "get", "patch", "update"};
  static constexpr std::string_view kStatusVerbs[] = {"get", "patch", "update"};
  static constexpr Subresource kSubresources[] = {
      {.name = "proxy",
       .responseGroup = "",
       .responseVersion = "",
       .responseKind = "ServiceProxyOptions",
       .verbs = kProxyVerbs},
      {.name = "status",
       .responseGroup = "",
       .responseVersion = "",
       .responseKind = "Service",
       .verbs = kStatusVerbs},
  };
  static const Kind kKind = [] {
    Kind k;
    k.version = "v1";
    k.kind = "Service";
    k.list = "ServiceList";
    k.plural = "services";
    k.singular = "service";
    k.shortNames = kShortNames;
    k.categories = kCategories;
    k.type = &typeOf<Service>;
    k.make = &makeObject<Service>;
    k.clone = &cloneObject<Service>;
    k.verbs = kAllVerbs;
    k.subresources = kSubresources;
    k.index = AllKinds::indexOf<Service>();
    k.selectableFields = serviceSelectableFields();
    k.rules = serviceRules();
    k.table = serviceTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
