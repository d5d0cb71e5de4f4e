// Rows of networking/ingress_class.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/networking/ingress_class.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<IngressClassParametersReference>::type() {
  static constexpr Field kFields[] = {
      field<&IngressClassParametersReference::apiGroup>(
          "apiGroup", 1, {.doc = "The API group of what is referred to; empty: core."}),
      field<&IngressClassParametersReference::kind>(
          "kind", 2, {.required = true, .keepZero = true, .doc = "The kind of what is referred to."}),
      field<&IngressClassParametersReference::name>(
          "name", 3, {.required = true, .keepZero = true, .doc = "The object's name."}),
      field<&IngressClassParametersReference::scope>("scope", 4,
                                                     {.keepZero = true, .doc = "Cluster or Namespace."}),
      field<&IngressClassParametersReference::namespace_>("namespace", 5,
                                                          {.doc = "The namespace of what is referred to."}),
  };
  static const Type kType = structType<IngressClassParametersReference>(
      "IngressClassParametersReference", "io.k8s.api.networking.v1.IngressClassParametersReference", kFields,
      "Points at settings of an IngressClass.");
  return kType;
}

const Type& Schema<IngressClassSpec>::type() {
  static constexpr Field kFields[] = {
      field<&IngressClassSpec::controller>("controller", 1, {.doc = "The controller; never changes."}),
      field<&IngressClassSpec::parameters>("parameters", 2, {.doc = "Its settings."}),
  };
  static const Type kType =
      structType<IngressClassSpec>("IngressClassSpec", "io.k8s.api.networking.v1.IngressClassSpec", kFields,
                                   "Who serves a class of Ingresses.");
  return kType;
}

const Type& Schema<IngressClass>::type() {
  static constexpr Field kFields[] = {
      field<&IngressClass::metadata, IngressClass>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&IngressClass::spec>("spec", 2, {.doc = "The desired state."}),
  };
  static const Type kType = withTypeMeta(structType<IngressClass>(
      "IngressClass", "io.k8s.api.networking.v1.IngressClass", kFields, "A class of Ingresses."));
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
