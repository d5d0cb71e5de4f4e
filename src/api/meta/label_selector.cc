// Rows of meta/label_selector.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/meta/label_selector.h"

namespace seamark::api {

const Type& Schema<LabelSelectorRequirement>::type() {
  static constexpr Field kFields[] = {
      field<&LabelSelectorRequirement::key>("key", 1,
                                            {.required = true, .keepZero = true, .doc = "The label."}),
      field<&LabelSelectorRequirement::operator_>("operator", 2,
                                                  {.required = true,
                                                   .keepZero = true,
                                                   .goType = "v1.LabelSelectorOperator",
                                                   .doc = "In, NotIn, Exists or DoesNotExist."}),
      field<&LabelSelectorRequirement::values>(
          "values", 3, {.merge = Merge::Atomic, .doc = "The values for In and NotIn."}),
  };
  static const Type kType = structType<LabelSelectorRequirement>(
      "LabelSelectorRequirement", "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement", kFields,
      "One condition on a label.");
  return kType;
}

const Type& Schema<FieldSelectorRequirement>::type() {
  static constexpr Field kFields[] = {
      field<&FieldSelectorRequirement::key>("key", 1,
                                            {.required = true, .keepZero = true, .doc = "The field."}),
      field<&FieldSelectorRequirement::operator_>("operator", 2,
                                                  {.required = true,
                                                   .keepZero = true,
                                                   .goType = "v1.FieldSelectorOperator",
                                                   .doc = "In, NotIn, Exists or DoesNotExist."}),
      field<&FieldSelectorRequirement::values>(
          "values", 3, {.merge = Merge::Atomic, .doc = "The values to compare with."}),
  };
  static const Type kType = structType<FieldSelectorRequirement>(
      "FieldSelectorRequirement", "io.k8s.apimachinery.pkg.apis.meta.v1.FieldSelectorRequirement", kFields,
      "One condition on a field.");
  return kType;
}

const Type& Schema<MetaLabelSelector>::type() {
  static constexpr Field kFields[] = {
      field<&MetaLabelSelector::matchLabels>("matchLabels", 1,
                                             {.doc = "Labels and the values that they must have."}),
      field<&MetaLabelSelector::matchExpressions>("matchExpressions", 2,
                                                  {.merge = Merge::Atomic, .doc = "Further conditions."}),
  };
  static const Type kType = structType<MetaLabelSelector>(
      "LabelSelector", "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector", kFields,
      "Selects objects by their labels; all conditions must hold.", Merge::Atomic);
  return kType;
}

}  // namespace seamark::api
