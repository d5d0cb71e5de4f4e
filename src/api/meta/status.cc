// Rows of meta/status.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/meta/status.h"

namespace seamark::api {

const Type& Schema<WireStatusCause>::type() {
  static constexpr Field kFields[] = {
      field<&WireStatusCause::reason>("reason", 1, {.goType = "v1.CauseType"}),
      field<&WireStatusCause::message>("message", 2),
      field<&WireStatusCause::field>("field", 3),
  };
  static const Type kType = structType<WireStatusCause>(
      "StatusCause", "io.k8s.apimachinery.pkg.apis.meta.v1.StatusCause", kFields, "");
  return kType;
}

const Type& Schema<WireStatusDetails>::type() {
  static constexpr Field kFields[] = {
      field<&WireStatusDetails::name>("name", 1),
      field<&WireStatusDetails::group>("group", 2),
      field<&WireStatusDetails::kind>("kind", 3),
      field<&WireStatusDetails::uid>("uid", 6, {.goType = "types.UID"}),
      field<&WireStatusDetails::causes>("causes", 4, {.merge = Merge::Atomic}),
      field<&WireStatusDetails::retryAfterSeconds>("retryAfterSeconds", 5),
  };
  static const Type kType = structType<WireStatusDetails>(
      "StatusDetails", "io.k8s.apimachinery.pkg.apis.meta.v1.StatusDetails", kFields, "");
  return kType;
}

const Type& Schema<WireStatus>::type() {
  static constexpr Field kFields[] = {
      field<&WireStatus::metadata>("metadata", 1),
      field<&WireStatus::status>("status", 2),
      field<&WireStatus::message>("message", 3),
      field<&WireStatus::reason>("reason", 4, {.goType = "v1.StatusReason"}),
      field<&WireStatus::details>("details", 5),
      field<&WireStatus::code>("code", 6),
  };
  static const Type kType = withTypeMeta(
      structType<WireStatus>("Status", "io.k8s.apimachinery.pkg.apis.meta.v1.Status", kFields, ""));
  return kType;
}

}  // namespace seamark::api
