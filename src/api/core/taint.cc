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
      field<&Taint::key>("key", 1, {.required = true, .keepZero = true, .doc = "The taint's key."}),
      field<&Taint::value>("value", 2, {.doc = "The taint's value."}),
      field<&Taint::effect>("effect", 3,
                            {.required = true,
                             .keepZero = true,
                             .enumValues = kTaintEffect,
                             .goType = "v1.TaintEffect",
                             .doc = "NoSchedule, PreferNoSchedule or NoExecute."}),
      field<&Taint::timeAdded>("timeAdded", 4, {.doc = "When it was added."}),
  };
  static const Type kType =
      structType<Taint>("Taint", "io.k8s.api.core.v1.Taint", kFields, "Keeps Pods off a node.");
  return kType;
}

const Type& Schema<Toleration>::type() {
  static constexpr Field kFields[] = {
      field<&Toleration::key>("key", 1, {.doc = "The taint's key; empty: all."}),
      field<&Toleration::operator_>("operator", 2,
                                    {.enumValues = kTolerationOperator,
                                     .goType = "v1.TolerationOperator",
                                     .doc = "Exists, Equal, Lt or Gt."}),
      field<&Toleration::value>("value", 3, {.doc = "The taint's value."}),
      field<&Toleration::effect>(
          "effect", 4,
          {.enumValues = kTaintEffect, .goType = "v1.TaintEffect", .doc = "The effect; empty: all."}),
      field<&Toleration::tolerationSeconds>(
          "tolerationSeconds", 5, {.doc = "How long NoExecute is put up with; for ever when left out."}),
  };
  static const Type kType = structType<Toleration>("Toleration", "io.k8s.api.core.v1.Toleration", kFields,
                                                   "A taint that a Pod puts up with.");
  return kType;
}

}  // namespace seamark::api
