// Rows of networking/ingress.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/networking/ingress.h"

#include "api/rules.h"

namespace seamark::api {

namespace {

constexpr std::string_view kPathType[] = {"Exact", "ImplementationSpecific", "Prefix"};
constexpr std::string_view kProtocol[] = {"SCTP", "TCP", "UDP"};

}  // namespace

const Type& Schema<ServiceBackendPort>::type() {
  static constexpr Field kFields[] = {
      field<&ServiceBackendPort::name>("name", 1, {.doc = "Its name."}),
      field<&ServiceBackendPort::number>("number", 2, {.doc = "Its number."}),
  };
  static const Type kType =
      structType<ServiceBackendPort>("ServiceBackendPort", "io.k8s.api.networking.v1.ServiceBackendPort",
                                     kFields, "A port of a Service, by name or number.", Merge::Atomic);
  return kType;
}

const Type& Schema<IngressServiceBackend>::type() {
  static constexpr Field kFields[] = {
      field<&IngressServiceBackend::name>("name", 1,
                                          {.required = true, .keepZero = true, .doc = "The Service."}),
      field<&IngressServiceBackend::port>("port", 2, {.doc = "The port of it."}),
  };
  static const Type kType = structType<IngressServiceBackend>(
      "IngressServiceBackend", "io.k8s.api.networking.v1.IngressServiceBackend", kFields,
      "A Service that answers.");
  return kType;
}

const Type& Schema<IngressBackend>::type() {
  static constexpr Field kFields[] = {
      field<&IngressBackend::service>("service", 4, {.doc = "A Service."}),
      field<&IngressBackend::resource>("resource", 3, {.doc = "Another object; not together with service."}),
  };
  static const Type kType = structType<IngressBackend>(
      "IngressBackend", "io.k8s.api.networking.v1.IngressBackend", kFields, "Who answers.");
  return kType;
}

const Type& Schema<IngressTLS>::type() {
  static constexpr Field kFields[] = {
      field<&IngressTLS::hosts>("hosts", 1, {.merge = Merge::Atomic, .doc = "The hosts."}),
      field<&IngressTLS::secretName>("secretName", 2, {.doc = "The Secret with certificate and key."}),
  };
  static const Type kType = structType<IngressTLS>("IngressTLS", "io.k8s.api.networking.v1.IngressTLS",
                                                   kFields, "A certificate for hosts.");
  return kType;
}

const Type& Schema<HTTPIngressPath>::type() {
  static constexpr Field kFields[] = {
      field<&HTTPIngressPath::path>("path", 1, {.doc = "The path."}),
      field<&HTTPIngressPath::pathType>("pathType", 3,
                                        {.required = true,
                                         .keepZero = true,
                                         .enumValues = kPathType,
                                         .goType = "v1.PathType",
                                         .doc = "Exact, Prefix or ImplementationSpecific."}),
      field<&HTTPIngressPath::backend>("backend", 2, {.required = true, .doc = "Who answers."}),
  };
  static const Type kType = structType<HTTPIngressPath>(
      "HTTPIngressPath", "io.k8s.api.networking.v1.HTTPIngressPath", kFields, "A path and who answers it.");
  return kType;
}

const Type& Schema<HTTPIngressRuleValue>::type() {
  static constexpr Field kFields[] = {
      field<&HTTPIngressRuleValue::paths>(
          "paths", 1, {.required = true, .keepZero = true, .merge = Merge::Atomic, .doc = "The paths."}),
  };
  static const Type kType = structType<HTTPIngressRuleValue>(
      "HTTPIngressRuleValue", "io.k8s.api.networking.v1.HTTPIngressRuleValue", kFields, "Paths of a host.");
  return kType;
}

const Type& Schema<IngressRuleValue>::type() {
  static constexpr Field kFields[] = {
      field<&IngressRuleValue::http>("http", 1, {.doc = "For HTTP."}),
  };
  static const Type kType = structType<IngressRuleValue>(
      "IngressRuleValue", "io.k8s.api.networking.v1.IngressRuleValue", kFields, "What a rule does.");
  return kType;
}

const Type& Schema<IngressRule>::type() {
  static constexpr Field kFields[] = {
      field<&IngressRule::host>("host", 1, {.doc = "The host; empty: all."}),
      field<&IngressRule::ingressRuleValue>("", 2),
  };
  static const Type kType = structType<IngressRule>("IngressRule", "io.k8s.api.networking.v1.IngressRule",
                                                    kFields, "A host and its paths.");
  return kType;
}

const Type& Schema<IngressSpec>::type() {
  static constexpr Field kFields[] = {
      field<&IngressSpec::ingressClassName>("ingressClassName", 4, {.doc = "The class that serves it."}),
      field<&IngressSpec::defaultBackend>("defaultBackend", 1, {.doc = "Who answers what no rule takes."}),
      field<&IngressSpec::tls>("tls", 2, {.merge = Merge::Atomic, .doc = "Certificates."}),
      field<&IngressSpec::rules>("rules", 3, {.merge = Merge::Atomic, .doc = "Hosts and paths."}),
  };
  static const Type kType = structType<IngressSpec>("IngressSpec", "io.k8s.api.networking.v1.IngressSpec",
                                                    kFields, "What an Ingress offers.");
  return kType;
}

const Type& Schema<IngressPortStatus>::type() {
  static constexpr Field kFields[] = {
      field<&IngressPortStatus::port>("port", 1, {.required = true, .keepZero = true, .doc = "Its number."}),
      field<&IngressPortStatus::protocol>("protocol", 2,
                                          {.required = true,
                                           .keepZero = true,
                                           .enumValues = kProtocol,
                                           .goType = "v1.Protocol",
                                           .doc = "TCP, UDP or SCTP; TCP when left out."}),
      field<&IngressPortStatus::error>("error", 3, {.doc = "What is wrong with it."}),
  };
  static const Type kType =
      structType<IngressPortStatus>("IngressPortStatus", "io.k8s.api.networking.v1.IngressPortStatus",
                                    kFields, "A port of a load balancer.");
  return kType;
}

const Type& Schema<IngressLoadBalancerIngress>::type() {
  static constexpr Field kFields[] = {
      field<&IngressLoadBalancerIngress::ip>("ip", 1, {.doc = "The address."}),
      field<&IngressLoadBalancerIngress::hostname>("hostname", 2, {.doc = "The name."}),
      field<&IngressLoadBalancerIngress::ports>("ports", 4,
                                                {.merge = Merge::Atomic, .doc = "The state of its ports."}),
  };
  static const Type kType = structType<IngressLoadBalancerIngress>(
      "IngressLoadBalancerIngress", "io.k8s.api.networking.v1.IngressLoadBalancerIngress", kFields,
      "An address of a load balancer.");
  return kType;
}

const Type& Schema<IngressLoadBalancerStatus>::type() {
  static constexpr Field kFields[] = {
      field<&IngressLoadBalancerStatus::ingress>("ingress", 1,
                                                 {.merge = Merge::Atomic, .doc = "Where traffic comes in."}),
  };
  static const Type kType = structType<IngressLoadBalancerStatus>(
      "IngressLoadBalancerStatus", "io.k8s.api.networking.v1.IngressLoadBalancerStatus", kFields,
      "The state of a load balancer.");
  return kType;
}

const Type& Schema<IngressStatus>::type() {
  static constexpr Field kFields[] = {
      field<&IngressStatus::loadBalancer>("loadBalancer", 1, {.doc = "The load balancer."}),
  };
  static const Type kType = structType<IngressStatus>(
      "IngressStatus", "io.k8s.api.networking.v1.IngressStatus", kFields, "The state of an Ingress.");
  return kType;
}

const Type& Schema<Ingress>::type() {
  static constexpr Field kFields[] = {
      field<&Ingress::metadata, Ingress>("metadata", 1,
                                         {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&Ingress::spec>("spec", 2, {.doc = "The desired state."}),
      field<&Ingress::status>("status", 3, {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType =
      withTypeMeta(structType<Ingress>("Ingress", "io.k8s.api.networking.v1.Ingress", kFields,
                                       "Rules that lead HTTP from outside to Services."));
  return kType;
}

template <>
const Kind& kindOf<Ingress>() {
  static constexpr std::string_view kShortNames[] = {"ing"};
  static constexpr std::string_view kStatusVerbs[] = {"get", "patch", "update"};
  static constexpr Subresource kSubresources[] = {
      {.name = "status",
       .responseGroup = "",
       .responseVersion = "",
       .responseKind = "Ingress",
       .verbs = kStatusVerbs},
  };
  static const Kind kKind = [] {
    Kind k;
    k.group = "networking.k8s.io";
    k.version = "v1";
    k.kind = "Ingress";
    k.list = "IngressList";
    k.plural = "ingresses";
    k.singular = "ingress";
    k.shortNames = kShortNames;
    k.strictFieldLabels = true;
    k.type = &typeOf<Ingress>;
    k.make = &makeObject<Ingress>;
    k.clone = &cloneObject<Ingress>;
    k.verbs = kAllVerbs;
    k.subresources = kSubresources;
    k.index = AllKinds::indexOf<Ingress>();
    k.selectableFields = ingressSelectableFields();
    k.rules = ingressRules();
    k.table = ingressTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
