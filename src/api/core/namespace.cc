// Rows of core/namespace.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/namespace.h"

#include "api/rules.h"

namespace seamark::api {

namespace {

constexpr std::string_view kNamespacePhase[] = {"Active", "Terminating"};

}  // namespace

const Type& Schema<NamespaceSpec>::type() {
  static constexpr Field kFields[] = {
      field<&NamespaceSpec::finalizers>("finalizers", 1,
                                        {.merge = Merge::Atomic,
                                         .goType = "[]v1.FinalizerName",
                                         .doc = "Who must act before the namespace goes."}),
  };
  static const Type kType = structType<NamespaceSpec>("NamespaceSpec", "io.k8s.api.core.v1.NamespaceSpec",
                                                      kFields, "What is wanted of a namespace.");
  return kType;
}

const Type& Schema<NamespaceCondition>::type() {
  static constexpr Field kFields[] = {
      field<&NamespaceCondition::type>("type", 1,
                                       {.required = true,
                                        .keepZero = true,
                                        .goType = "v1.NamespaceConditionType",
                                        .doc = "Which one it is."}),
      field<&NamespaceCondition::status>("status", 2,
                                         {.required = true,
                                          .keepZero = true,
                                          .goType = "v1.ConditionStatus",
                                          .doc = "True, False or Unknown."}),
      field<&NamespaceCondition::lastTransitionTime>("lastTransitionTime", 4,
                                                     {.doc = "When status last changed."}),
      field<&NamespaceCondition::reason>("reason", 5, {.doc = "Why, as one word for programs."}),
      field<&NamespaceCondition::message>("message", 6, {.doc = "Why, for people."}),
  };
  static const Type kType =
      structType<NamespaceCondition>("NamespaceCondition", "io.k8s.api.core.v1.NamespaceCondition", kFields,
                                     "Where the deletion of a namespace stands.");
  return kType;
}

const Type& Schema<NamespaceStatus>::type() {
  static constexpr Field kFields[] = {
      field<&NamespaceStatus::phase>(
          "phase", 1,
          {.enumValues = kNamespacePhase, .goType = "v1.NamespacePhase", .doc = "Active or Terminating."}),
      field<&NamespaceStatus::conditions>("conditions", 2,
                                          {.merge = Merge::Map,
                                           .listMapKeys = "type",
                                           .patchMergeKey = "type",
                                           .patchStrategy = "merge",
                                           .doc = "Its state, one condition an aspect."}),
  };
  static const Type kType = structType<NamespaceStatus>(
      "NamespaceStatus", "io.k8s.api.core.v1.NamespaceStatus", kFields, "The state of a namespace.");
  return kType;
}

const Type& Schema<Namespace>::type() {
  static constexpr Field kFields[] = {
      field<&Namespace::metadata, Namespace>("metadata", 1,
                                             {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&Namespace::spec>("spec", 2, {.doc = "The desired state."}),
      field<&Namespace::status>("status", 3, {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType = withTypeMeta(
      structType<Namespace>("Namespace", "io.k8s.api.core.v1.Namespace", kFields, "A scope for names."));
  return kType;
}

template <>
const Kind& kindOf<Namespace>() {
  static constexpr std::string_view kShortNames[] = {"ns"};
  static constexpr std::string_view kFinalizeVerbs[] = {"update"};
  static constexpr std::string_view kStatusVerbs[] = {"get", "patch", "update"};
  static constexpr Subresource kSubresources[] = {
      {.name = "finalize",
       .responseGroup = "",
       .responseVersion = "",
       .responseKind = "Namespace",
       .verbs = kFinalizeVerbs},
      {.name = "status",
       .responseGroup = "",
       .responseVersion = "",
       .responseKind = "Namespace",
       .verbs = kStatusVerbs},
  };
  static const Kind kKind = [] {
    Kind k;
    k.version = "v1";
    k.kind = "Namespace";
    k.list = "NamespaceList";
    k.plural = "namespaces";
    k.singular = "namespace";
    k.shortNames = kShortNames;
    k.namespaced = false;
    k.type = &typeOf<Namespace>;
    k.make = &makeObject<Namespace>;
    k.clone = &cloneObject<Namespace>;
    k.verbs = kVerbsWithoutDeleteCollection;
    k.subresources = kSubresources;
    k.index = AllKinds::indexOf<Namespace>();
    k.selectableFields = namespaceSelectableFields();
    k.rules = namespaceRules();
    k.table = namespaceTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
