// Rows of meta/label_selector.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/meta/label_selector.h"

namespace seamark::api {

const Type& Schema<LabelSelectorRequirement>::type() {
  static constexpr Field kFields[] = {
      field<&LabelSelectorRequirement::key>("key", 1, {.required = true, .keepZero = true}),
      field<&LabelSelectorRequirement::operator_>(
          "operator", 2, {.required = true, .keepZero = true, .goType = "v1.LabelSelectorOperator"}),
      field<&LabelSelectorRequirement::values>("values", 3, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<LabelSelectorRequirement>(
      "LabelSelectorRequirement", "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement", kFields,
      "");
  return kType;
}

const Type& Schema<FieldSelectorRequirement>::type() {
  static constexpr Field kFields[] = {
      field<&FieldSelectorRequirement::key>("key", 1, {.required = true, .keepZero = true}),
      field<&FieldSelectorRequirement::operator_>(
          "operator", 2, {.required = true, .keepZero = true, .goType = "v1.FieldSelectorOperator"}),
      field<&FieldSelectorRequirement::values>("values", 3, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<FieldSelectorRequirement>(
      "FieldSelectorRequirement", "io.k8s.apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement", kFields,
      "");
  return kType;
}

const Type& Schema<MetaLabelSelector>::type() {
  static constexpr Field kFields[] = {
      field<&MetaLabelSelector::matchLabels>("matchLabels", 1),
      field<&MetaLabelSelector::matchExpressions>("matchExpressions", 2, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<MetaLabelSelector>(
      "LabelSelector", "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector", kFields, "", Merge::Atomic);
  return kType;
}

}  // namespace seamark::api
