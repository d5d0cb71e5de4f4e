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
      field<&ServiceBackendPort::name>("name", 1),
      field<&ServiceBackendPort::number>("number", 2),
  };
  static const Type kType = structType<ServiceBackendPort>(
      "ServiceBackendPort", "io.k8s.api.networking.v1.ServiceBackendPort", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<IngressServiceBackend>::type() {
  static constexpr Field kFields[] = {
      field<&IngressServiceBackend::name>("name", 1, {.required = true, .keepZero = true}),
      field<&IngressServiceBackend::port>("port", 2),
  };
  static const Type kType = structType<IngressServiceBackend>(
      "IngressServiceBackend", "io.k8s.api.networking.v1.IngressServiceBackend", kFields, "");
  return kType;
}

const Type& Schema<IngressBackend>::type() {
  static constexpr Field kFields[] = {
      field<&IngressBackend::service>("service", 4),
      field<&IngressBackend::resource>("resource", 3),
  };
  static const Type kType =
      structType<IngressBackend>("IngressBackend", "io.k8s.api.networking.v1.IngressBackend", kFields, "");
  return kType;
}

const Type& Schema<IngressTLS>::type() {
  static constexpr Field kFields[] = {
      field<&IngressTLS::hosts>("hosts", 1, {.merge = Merge::Atomic}),
      field<&IngressTLS::secretName>("secretName", 2),
  };
  static const Type kType =
      structType<IngressTLS>("IngressTLS", "io.k8s.api.networking.v1.IngressTLS", kFields, "");
  return kType;
}

const Type& Schema<HTTPIngressPath>::type() {
  static constexpr Field kFields[] = {
      field<&HTTPIngressPath::path>("path", 1),
      field<&HTTPIngressPath::pathType>(
          "pathType", 3,
          {.required = true, .keepZero = true, .enumValues = kPathType, .goType = "v1.PathType"}),
      field<&HTTPIngressPath::backend>("backend", 2, {.required = true}),
  };
  static const Type kType =
      structType<HTTPIngressPath>("HTTPIngressPath", "io.k8s.api.networking.v1.HTTPIngressPath", kFields, "");
  return kType;
}

const Type& Schema<HTTPIngressRuleValue>::type() {
  static constexpr Field kFields[] = {
      field<&HTTPIngressRuleValue::paths>("paths", 1,
                                          {.required = true, .keepZero = true, .merge = Merge::Atomic}),
  };
  static const Type kType = structType<HTTPIngressRuleValue>(
      "HTTPIngressRuleValue", "io.k8s.api.networking.v1.HTTPIngressRuleValue", kFields, "");
  return kType;
}

const Type& Schema<IngressRuleValue>::type() {
  static constexpr Field kFields[] = {
      field<&IngressRuleValue::http>("http", 1),
  };
  static const Type kType = structType<IngressRuleValue>(
      "IngressRuleValue", "io.k8s.api.networking.v1.IngressRuleValue", kFields, "");
  return kType;
}

const Type& Schema<IngressRule>::type() {
  static constexpr Field kFields[] = {
      field<&IngressRule::host>("host", 1),
      field<&IngressRule::ingressRuleValue>("", 2),
  };
  static const Type kType =
      structType<IngressRule>("IngressRule", "io.k8s.api.networking.v1.IngressRule", kFields, "");
  return kType;
}

const Type& Schema<IngressSpec>::type() {
  static constexpr Field kFields[] = {
      field<&IngressSpec::ingressClassName>("ingressClassName", 4),
      field<&IngressSpec::defaultBackend>("defaultBackend", 1),
      field<&IngressSpec::tls>("tls", 2, {.merge = Merge::Atomic}),
      field<&IngressSpec::rules>("rules", 3, {.merge = Merge::Atomic}),
  };
  static const Type kType =
      structType<IngressSpec>("IngressSpec", "io.k8s.api.networking.v1.IngressSpec", kFields, "");
  return kType;
}

const Type& Schema<IngressPortStatus>::type() {
  static constexpr Field kFields[] = {
      field<&IngressPortStatus::port>("port", 1, {.required = true, .keepZero = true}),
      field<&IngressPortStatus::protocol>(
          "protocol", 2,
          {.required = true, .keepZero = true, .enumValues = kProtocol, .goType = "v1.Protocol"}),
      field<&IngressPortStatus::error>("error", 3),
  };
  static const Type kType = structType<IngressPortStatus>(
      "IngressPortStatus", "io.k8s.api.networking.v1.IngressPortStatus", kFields, "");
  return kType;
}

const Type& Schema<IngressLoadBalancerIngress>::type() {
  static constexpr Field kFields[] = {
      field<&IngressLoadBalancerIngress::ip>("ip", 1),
      field<&IngressLoadBalancerIngress::hostname>("hostname", 2),
      field<&IngressLoadBalancerIngress::ports>("ports", 4, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<IngressLoadBalancerIngress>(
      "IngressLoadBalancerIngress", "io.k8s.api.networking.v1.IngressLoadBalancerIngress", kFields, "");
  return kType;
}

const Type& Schema<IngressLoadBalancerStatus>::type() {
  static constexpr Field kFields[] = {
      field<&IngressLoadBalancerStatus::ingress>("ingress", 1, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<IngressLoadBalancerStatus>(
      "IngressLoadBalancerStatus", "io.k8s.api.networking.v1.IngressLoadBalancerStatus", kFields, "");
  return kType;
}

const Type& Schema<IngressStatus>::type() {
  static constexpr Field kFields[] = {
      field<&IngressStatus::loadBalancer>("loadBalancer", 1),
  };
  static const Type kType =
      structType<IngressStatus>("IngressStatus", "io.k8s.api.networking.v1.IngressStatus", kFields, "");
  return kType;
}

const Type& Schema<Ingress>::type() {
  static constexpr Field kFields[] = {
      field<&Ingress::metadata, Ingress>("metadata", 1),
      field<&Ingress::spec>("spec", 2),
      field<&Ingress::status>("status", 3),
  };
  static const Type kType =
      withTypeMeta(structType<Ingress>("Ingress", "io.k8s.api.networking.v1.Ingress", kFields, ""));
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
