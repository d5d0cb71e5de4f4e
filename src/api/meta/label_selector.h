// metav1.LabelSelector as a field of objects (affinity, projections).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/schema.h"

namespace seamark::api {

// One condition on a label.
struct LabelSelectorRequirement {
  std::string key;
  std::string operator_;
  std::vector<std::string> values;
  bool operator==(const LabelSelectorRequirement&) const = default;
};

// One condition on a field.
struct FieldSelectorRequirement {
  std::string key;
  std::string operator_;
  std::vector<std::string> values;
  bool operator==(const FieldSelectorRequirement&) const = default;
};

// Selects objects by their labels; all conditions must hold.
struct MetaLabelSelector {
  std::map<std::string, std::string> matchLabels;
  std::vector<LabelSelectorRequirement> matchExpressions;
  bool operator==(const MetaLabelSelector&) const = default;
};

template <>
struct Schema<LabelSelectorRequirement> {
  static const Type& type();
};
template <>
struct Schema<FieldSelectorRequirement> {
  static const Type& type();
};
template <>
struct Schema<MetaLabelSelector> {
  static const Type& type();
};

}  // namespace seamark::api
