// Rows of meta/status.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/meta/status.h"

namespace seamark::api {

const Type& Schema<WireStatusCause>::type() {
  static constexpr Field kFields[] = {
      field<&WireStatusCause::reason>(
          "reason", 1,
          {.goType = "v1.CauseType", .doc = "A word for the reason, such as FieldValueInvalid."}),
      field<&WireStatusCause::message>("message", 2, {.doc = "The reason for people."}),
      field<&WireStatusCause::field>("field", 3,
                                     {.doc = "The field that caused it, such as spec.ports[0].port."}),
  };
  static const Type kType =
      structType<WireStatusCause>("StatusCause", "io.k8s.apimachinery.pkg.apis.meta.v1.StatusCause", kFields,
                                  "One reason behind a failure.");
  return kType;
}

const Type& Schema<WireStatusDetails>::type() {
  static constexpr Field kFields[] = {
      field<&WireStatusDetails::name>("name", 1, {.doc = "The object's name."}),
      field<&WireStatusDetails::group>("group", 2, {.doc = "The API group of the object."}),
      field<&WireStatusDetails::kind>("kind", 3, {.doc = "The resource or kind of the object."}),
      field<&WireStatusDetails::uid>("uid", 6, {.goType = "types.UID", .doc = "The object's uid."}),
      field<&WireStatusDetails::causes>("causes", 4, {.merge = Merge::Atomic, .doc = "All reasons."}),
      field<&WireStatusDetails::retryAfterSeconds>("retryAfterSeconds", 5, {.doc = "When to try again."}),
  };
  static const Type kType =
      structType<WireStatusDetails>("StatusDetails", "io.k8s.apimachinery.pkg.apis.meta.v1.StatusDetails",
                                    kFields, "What a Status is about.");
  return kType;
}

const Type& Schema<WireStatus>::type() {
  static constexpr Field kFields[] = {
      field<&WireStatus::metadata>("metadata", 1, {.doc = "Standard list metadata."}),
      field<&WireStatus::status>("status", 2, {.doc = "Success or Failure."}),
      field<&WireStatus::message>("message", 3, {.doc = "What happened, for people."}),
      field<&WireStatus::reason>("reason", 4,
                                 {.goType = "v1.StatusReason", .doc = "Why it failed, as one word."}),
      field<&WireStatus::details>("details", 5, {.doc = "What the failure is about."}),
      field<&WireStatus::code>("code", 6, {.doc = "The HTTP status."}),
  };
  static const Type kType =
      withTypeMeta(structType<WireStatus>("Status", "io.k8s.apimachinery.pkg.apis.meta.v1.Status", kFields,
                                          "The outcome of a request that returns no object."));
  return kType;
}

}  // namespace seamark::api
