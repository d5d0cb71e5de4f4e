// Rows of core/references.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/references.h"

namespace seamark::api {

const Type& Schema<ObjectReference>::type() {
  static constexpr Field kFields[] = {
      field<&ObjectReference::kind>("kind", 1),
      field<&ObjectReference::namespace_>("namespace", 2),
      field<&ObjectReference::name>("name", 3),
      field<&ObjectReference::uid>("uid", 4, {.goType = "types.UID"}),
      field<&ObjectReference::apiVersion>("apiVersion", 5),
      field<&ObjectReference::resourceVersion>("resourceVersion", 6),
      field<&ObjectReference::fieldPath>("fieldPath", 7),
  };
  static const Type kType = structType<ObjectReference>(
      "ObjectReference", "io.k8s.api.core.v1.ObjectReference", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<LocalObjectReference>::type() {
  static constexpr Field kFields[] = {
      field<&LocalObjectReference::name>("name", 1, {.defaultValue = "\"\""}),
  };
  static const Type kType = structType<LocalObjectReference>(
      "LocalObjectReference", "io.k8s.api.core.v1.LocalObjectReference", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<TypedLocalObjectReference>::type() {
  static constexpr Field kFields[] = {
      field<&TypedLocalObjectReference::apiGroup>("apiGroup", 1, {.keepZero = true}),
      field<&TypedLocalObjectReference::kind>("kind", 2, {.required = true, .keepZero = true}),
      field<&TypedLocalObjectReference::name>("name", 3, {.required = true, .keepZero = true}),
  };
  static const Type kType = structType<TypedLocalObjectReference>(
      "TypedLocalObjectReference", "io.k8s.api.core.v1.TypedLocalObjectReference", kFields, "",
      Merge::Atomic);
  return kType;
}

const Type& Schema<TypedObjectReference>::type() {
  static constexpr Field kFields[] = {
      field<&TypedObjectReference::apiGroup>("apiGroup", 1, {.keepZero = true}),
      field<&TypedObjectReference::kind>("kind", 2, {.required = true, .keepZero = true}),
      field<&TypedObjectReference::name>("name", 3, {.required = true, .keepZero = true}),
      field<&TypedObjectReference::namespace_>("namespace", 4),
  };
  static const Type kType = structType<TypedObjectReference>(
      "TypedObjectReference", "io.k8s.api.core.v1.TypedObjectReference", kFields, "");
  return kType;
}

}  // namespace seamark::api
