// Rows of networking/ingress_class.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/networking/ingress_class.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<IngressClassParametersReference>::type() {
  static constexpr Field kFields[] = {
      field<&IngressClassParametersReference::apiGroup>("apiGroup", 1),
      field<&IngressClassParametersReference::kind>("kind", 2, {.required = true, .keepZero = true}),
      field<&IngressClassParametersReference::name>("name", 3, {.required = true, .keepZero = true}),
      field<&IngressClassParametersReference::scope>("scope", 4, {.keepZero = true}),
      field<&IngressClassParametersReference::namespace_>("namespace", 5),
  };
  static const Type kType = structType<IngressClassParametersReference>(
      "IngressClassParametersReference", "io.k8s.api.networking.v1.IngressClassParametersReference", kFields,
      "");
  return kType;
}

const Type& Schema<IngressClassSpec>::type() {
  static constexpr Field kFields[] = {
      field<&IngressClassSpec::controller>("controller", 1),
      field<&IngressClassSpec::parameters>("parameters", 2),
  };
  static const Type kType = structType<IngressClassSpec>(
      "IngressClassSpec", "io.k8s.api.networking.v1.IngressClassSpec", kFields, "");
  return kType;
}

const Type& Schema<IngressClass>::type() {
  static constexpr Field kFields[] = {
      field<&IngressClass::metadata, IngressClass>("metadata", 1),
      field<&IngressClass::spec>("spec", 2),
  };
  static const Type kType = withTypeMeta(
      structType<IngressClass>("IngressClass", "io.k8s.api.networking.v1.IngressClass", kFields, ""));
  return kType;
}

template <>
const Kind& kindOf<IngressClass>() {
  static const Kind kKind = [] {
    Kind k;
    k.group = "networking.k8s.io";
    k.version = "v1";
    k.kind = "IngressClass";
    k.list = "IngressClassList";
    k.plural = "ingressclasses";
    k.singular = "ingressclass";
    k.namespaced = false;
    k.strictFieldLabels = true;
    k.type = &typeOf<IngressClass>;
    k.make = &makeObject<IngressClass>;
    k.clone = &cloneObject<IngressClass>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<IngressClass>();
    k.selectableFields = ingressClassSelectableFields();
    k.rules = ingressClassRules();
    k.table = ingressClassTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
