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
      field<&ServicePort::name>("name", 1, {.doc = "Its name; required and unique when there are several."}),
      field<&ServicePort::protocol>("protocol", 2,
                                    {.defaultValue = "\"TCP\"",
                                     .enumValues = kProtocol,
                                     .goType = "v1.Protocol",
                                     .doc = "TCP, UDP or SCTP; TCP when left out."}),
      field<&ServicePort::appProtocol>(
          "appProtocol", 6,
          {.doc = "The protocol spoken on the port, as a hint for proxies (http, kubernetes.io/h2c)."}),
      field<&ServicePort::port>(
          "port", 3, {.required = true, .keepZero = true, .doc = "The port that clients connect to."}),
      field<&ServicePort::targetPort>(
          "targetPort", 4,
          {.doc = "The port on the Pods, or its name there; the same as port when left out."}),
      field<&ServicePort::nodePort>(
          "nodePort", 5, {.doc = "The port on every node for NodePort and LoadBalancer; chosen when 0."}),
  };
  static const Type kType = structType<ServicePort>("ServicePort", "io.k8s.api.core.v1.ServicePort", kFields,
                                                    "A port of a Service.");
  return kType;
}

const Type& Schema<ClientIPConfig>::type() {
  static constexpr Field kFields[] = {
      field<&ClientIPConfig::timeoutSeconds>(
          "timeoutSeconds", 1,
          {.doc = "Seconds that a client keeps its Pod, up to 86400; 10800 when left out."}),
  };
  static const Type kType = structType<ClientIPConfig>("ClientIPConfig", "io.k8s.api.core.v1.ClientIPConfig",
                                                       kFields, "How affinity by client address works.");
  return kType;
}

const Type& Schema<SessionAffinityConfig>::type() {
  static constexpr Field kFields[] = {
      field<&SessionAffinityConfig::clientIP>("clientIP", 1, {.doc = "For affinity ClientIP."}),
  };
  static const Type kType =
      structType<SessionAffinityConfig>("SessionAffinityConfig", "io.k8s.api.core.v1.SessionAffinityConfig",
                                        kFields, "How session affinity works.");
  return kType;
}

const Type& Schema<ServiceSpec>::type() {
  static constexpr Field kFields[] = {
      field<&ServiceSpec::ports>("ports", 1,
                                 {.merge = Merge::Map,
                                  .listMapKeys = "port,protocol",
                                  .patchMergeKey = "port",
                                  .patchStrategy = "merge",
                                  .doc = "The ports that it offers."}),
      field<&ServiceSpec::selector>(
          "selector", 2,
          {.merge = Merge::Atomic,
           .doc = "Labels of the Pods behind it; without, endpoints are kept by hand."}),
      field<&ServiceSpec::clusterIP>("clusterIP", 3,
                                     {.doc = "Its virtual IP, chosen when empty; None: headless."}),
      field<&ServiceSpec::clusterIPs>(
          "clusterIPs", 18,
          {.merge = Merge::Atomic, .doc = "The same for each IP family; the first is clusterIP."}),
      field<&ServiceSpec::type>("type", 4,
                                {.enumValues = kServiceType,
                                 .goType = "v1.ServiceType",
                                 .doc = "ClusterIP, NodePort, LoadBalancer or ExternalName."}),
      field<&ServiceSpec::externalIPs>(
          "externalIPs", 5,
          {.merge = Merge::Atomic, .doc = "Further addresses whose traffic nodes take for it."}),
      field<&ServiceSpec::sessionAffinity>(
          "sessionAffinity", 7,
          {.enumValues = kServiceAffinity, .goType = "v1.ServiceAffinity", .doc = "ClientIP or None."}),
      field<&ServiceSpec::loadBalancerIP>(
          "loadBalancerIP", 8,
          {.doc = "The address wanted of a load balancer; superseded by annotations of the provider."}),
      field<&ServiceSpec::loadBalancerSourceRanges>(
          "loadBalancerSourceRanges", 9,
          {.merge = Merge::Atomic, .doc = "The clients that a load balancer lets in."}),
      field<&ServiceSpec::externalName>("externalName", 10,
                                        {.doc = "For ExternalName: the DNS name that it stands for."}),
      field<&ServiceSpec::externalTrafficPolicy>(
          "externalTrafficPolicy", 11,
          {.enumValues = kServiceExternalTrafficPolicy,
           .goType = "v1.ServiceExternalTrafficPolicy",
           .doc = "Cluster: any Pod answers outside traffic; Local: only those on the node."}),
      field<&ServiceSpec::healthCheckNodePort>(
          "healthCheckNodePort", 12, {.doc = "The port of the health check for Local load balancers."}),
      field<&ServiceSpec::publishNotReadyAddresses>("publishNotReadyAddresses", 13,
                                                    {.doc = "Whether Pods that are not ready count."}),
      field<&ServiceSpec::sessionAffinityConfig>("sessionAffinityConfig", 14,
                                                 {.doc = "Settings of session affinity."}),
      field<&ServiceSpec::ipFamilies>("ipFamilies", 19,
                                      {.enumValues = kIPFamily,
                                       .merge = Merge::Atomic,
                                       .goType = "[]v1.IPFamily",
                                       .doc = "IPv4, IPv6 or both, in the order of clusterIPs."}),
      field<&ServiceSpec::ipFamilyPolicy>("ipFamilyPolicy", 17,
                                          {.enumValues = kIPFamilyPolicy,
                                           .goType = "v1.IPFamilyPolicy",
                                           .doc = "SingleStack, PreferDualStack or RequireDualStack."}),
      field<&ServiceSpec::allocateLoadBalancerNodePorts>(
          "allocateLoadBalancerNodePorts", 20,
          {.doc = "Whether a LoadBalancer gets node ports; true when left out."}),
      field<&ServiceSpec::loadBalancerClass>(
          "loadBalancerClass", 21, {.doc = "Which load balancer is to take it; never changes once set."}),
      field<&ServiceSpec::internalTrafficPolicy>(
          "internalTrafficPolicy", 22,
          {.enumValues = kServiceInternalTrafficPolicy,
           .goType = "v1.ServiceInternalTrafficPolicy",
           .doc = "Cluster: any Pod answers inside traffic; Local: only those on the node."}),
      field<&ServiceSpec::trafficDistribution>("trafficDistribution", 23,
                                               {.doc = "Which Pods are preferred, such as PreferSameZone."}),
  };
  static const Type kType = structType<ServiceSpec>("ServiceSpec", "io.k8s.api.core.v1.ServiceSpec", kFields,
                                                    "What a Service offers, and how.");
  return kType;
}

const Type& Schema<PortStatus>::type() {
  static constexpr Field kFields[] = {
      field<&PortStatus::port>("port", 1, {.required = true, .keepZero = true, .doc = "Its number."}),
      field<&PortStatus::protocol>("protocol", 2,
                                   {.required = true,
                                    .keepZero = true,
                                    .enumValues = kProtocol,
                                    .goType = "v1.Protocol",
                                    .doc = "TCP, UDP or SCTP; TCP when left out."}),
      field<&PortStatus::error>("error", 3, {.doc = "What is wrong with it."}),
  };
  static const Type kType = structType<PortStatus>("PortStatus", "io.k8s.api.core.v1.PortStatus", kFields,
                                                   "A port of a load balancer.");
  return kType;
}

const Type& Schema<LoadBalancerIngress>::type() {
  static constexpr Field kFields[] = {
      field<&LoadBalancerIngress::ip>("ip", 1, {.doc = "The address, when it has one."}),
      field<&LoadBalancerIngress::hostname>("hostname", 2, {.doc = "The name, when it goes by one."}),
      field<&LoadBalancerIngress::ipMode>(
          "ipMode", 3,
          {.goType = "v1.LoadBalancerIPMode",
           .doc = "VIP or Proxy: whether packets arrive with the address as destination."}),
      field<&LoadBalancerIngress::ports>("ports", 4,
                                         {.merge = Merge::Atomic, .doc = "The state of its ports."}),
  };
  static const Type kType =
      structType<LoadBalancerIngress>("LoadBalancerIngress", "io.k8s.api.core.v1.LoadBalancerIngress",
                                      kFields, "An address of a load balancer.");
  return kType;
}

const Type& Schema<LoadBalancerStatus>::type() {
  static constexpr Field kFields[] = {
      field<&LoadBalancerStatus::ingress>("ingress", 1,
                                          {.merge = Merge::Atomic, .doc = "Where traffic comes in."}),
  };
  static const Type kType =
      structType<LoadBalancerStatus>("LoadBalancerStatus", "io.k8s.api.core.v1.LoadBalancerStatus", kFields,
                                     "The state of a load balancer.");
  return kType;
}

const Type& Schema<ServiceStatus>::type() {
  static constexpr Field kFields[] = {
      field<&ServiceStatus::loadBalancer>("loadBalancer", 1, {.doc = "The load balancer, if it has one."}),
      field<&ServiceStatus::conditions>("conditions", 2,
                                        {.merge = Merge::Map,
                                         .listMapKeys = "type",
                                         .patchMergeKey = "type",
                                         .patchStrategy = "merge",
                                         .doc = "Its state, one condition an aspect."}),
  };
  static const Type kType = structType<ServiceStatus>("ServiceStatus", "io.k8s.api.core.v1.ServiceStatus",
                                                      kFields, "The state of a Service.");
  return kType;
}

const Type& Schema<Service>::type() {
  static constexpr Field kFields[] = {
      field<&Service::metadata, Service>("metadata", 1,
                                         {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&Service::spec>("spec", 2, {.doc = "The desired state."}),
      field<&Service::status>("status", 3, {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType = withTypeMeta(structType<Service>("Service", "io.k8s.api.core.v1.Service", kFields,
                                                             "A name and an address for a set of Pods."));
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
