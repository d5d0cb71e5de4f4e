// Rows of core/references.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/references.h"

namespace seamark::api {

const Type& Schema<ObjectReference>::type() {
  static constexpr Field kFields[] = {
      field<&ObjectReference::kind>("kind", 1, {.doc = "The kind of what is referred to."}),
      field<&ObjectReference::namespace_>("namespace", 2, {.doc = "The namespace of what is referred to."}),
      field<&ObjectReference::name>("name", 3, {.doc = "The object's name."}),
      field<&ObjectReference::uid>("uid", 4,
                                   {.goType = "types.UID", .doc = "The uid of what is referred to."}),
      field<&ObjectReference::apiVersion>("apiVersion", 5,
                                          {.doc = "The API version of what is referred to."}),
      field<&ObjectReference::resourceVersion>("resourceVersion", 6,
                                               {.doc = "The version of what is referred to."}),
      field<&ObjectReference::fieldPath>("fieldPath", 7,
                                         {.doc = "The part of the object, such as spec.containers{web}."}),
  };
  static const Type kType =
      structType<ObjectReference>("ObjectReference", "io.k8s.api.core.v1.ObjectReference", kFields,
                                  "Points at an object, or a part of one.", Merge::Atomic);
  return kType;
}

const Type& Schema<LocalObjectReference>::type() {
  static constexpr Field kFields[] = {
      field<&LocalObjectReference::name>("name", 1, {.defaultValue = "\"\"", .doc = "The object's name."}),
  };
  static const Type kType =
      structType<LocalObjectReference>("LocalObjectReference", "io.k8s.api.core.v1.LocalObjectReference",
                                       kFields, "Points at an object in the same namespace.", Merge::Atomic);
  return kType;
}

const Type& Schema<TypedLocalObjectReference>::type() {
  static constexpr Field kFields[] = {
      field<&TypedLocalObjectReference::apiGroup>(
          "apiGroup", 1, {.keepZero = true, .doc = "The API group of what is referred to; empty: core."}),
      field<&TypedLocalObjectReference::kind>(
          "kind", 2, {.required = true, .keepZero = true, .doc = "The kind of what is referred to."}),
      field<&TypedLocalObjectReference::name>(
          "name", 3, {.required = true, .keepZero = true, .doc = "The object's name."}),
  };
  static const Type kType = structType<TypedLocalObjectReference>(
      "TypedLocalObjectReference", "io.k8s.api.core.v1.TypedLocalObjectReference", kFields,
      "Points at an object of any kind in the same namespace.", Merge::Atomic);
  return kType;
}

const Type& Schema<TypedObjectReference>::type() {
  static constexpr Field kFields[] = {
      field<&TypedObjectReference::apiGroup>(
          "apiGroup", 1, {.keepZero = true, .doc = "The API group of what is referred to; empty: core."}),
      field<&TypedObjectReference::kind>(
          "kind", 2, {.required = true, .keepZero = true, .doc = "The kind of what is referred to."}),
      field<&TypedObjectReference::name>("name", 3,
                                         {.required = true, .keepZero = true, .doc = "The object's name."}),
      field<&TypedObjectReference::namespace_>("namespace", 4,
                                               {.doc = "The namespace of what is referred to."}),
  };
  static const Type kType =
      structType<TypedObjectReference>("TypedObjectReference", "io.k8s.api.core.v1.TypedObjectReference",
                                       kFields, "Points at an object of any kind.");
  return kType;
}

}  // namespace seamark::api
