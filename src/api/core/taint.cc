// Rows of core/taint.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/taint.h"

namespace seamark::api {

namespace {

constexpr std::string_view kTaintEffect[] = {"NoExecute", "NoSchedule", "PreferNoSchedule"};
constexpr std::string_view kTolerationOperator[] = {"Equal", "Exists", "Gt", "Lt"};

}  // namespace

const Type& Schema<Taint>::type() {
  static constexpr Field kFields[] = {
      field<&Taint::key>("key", 1, {.required = true, .keepZero = true}),
      field<&Taint::value>("value", 2),
      field<&Taint::effect>(
          "effect", 3,
          {.required = true, .keepZero = true, .enumValues = kTaintEffect, .goType = "v1.TaintEffect"}),
      field<&Taint::timeAdded>("timeAdded", 4),
  };
  static const Type kType = structType<Taint>("Taint", "io.k8s.api.core.v1.Taint", kFields, "");
  return kType;
}

const Type& Schema<Toleration>::type() {
  static constexpr Field kFields[] = {
      field<&Toleration::key>("key", 1),
      field<&Toleration::operator_>("operator", 2,
                                    {.enumValues = kTolerationOperator, .goType = "v1.TolerationOperator"}),
      field<&Toleration::value>("value", 3),
      field<&Toleration::effect>("effect", 4, {.enumValues = kTaintEffect, .goType = "v1.TaintEffect"}),
      field<&Toleration::tolerationSeconds>("tolerationSeconds", 5),
  };
  static const Type kType =
      structType<Toleration>("Toleration", "io.k8s.api.core.v1.Toleration", kFields, "");
  return kType;
}

}  // namespace seamark::api
