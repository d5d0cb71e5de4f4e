// SPDX-License-Identifier: Apache-2.0
#include "apiserver/review_selectors.h"

#include <algorithm>

#include "api/core/pod.h"
#include "api/kinds.h"
#include "api/selector.h"
#include "api/validators.h"

namespace seamark::apiserver {
namespace {

bool takesValues(const std::string& op) {
  return op == "In" || op == "NotIn";
}
bool takesNone(const std::string& op) {
  return op == "Exists" || op == "DoesNotExist";
}

void checkValues(const api::Path& path, const std::string& op, bool hasValues, api::FieldErrors& errors) {
  const api::Path values = path.child("values");
  if (takesValues(op) && !hasValues)
    errors.push_back(api::required(values, "must be specified when `operator` is 'In' or 'NotIn'"));
  if (takesNone(op) && hasValues)
    errors.push_back(
        api::forbiddenField(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
}

// Either as text or taken apart.
template <class Selector>
void checkForm(const api::Path& path, const Selector& selector, api::FieldErrors& errors) {
  const bool isText = !selector.rawSelector.empty();
  const bool isApart = !selector.requirements.empty();
  if (isText && isApart)
    errors.push_back(api::invalidText(path.child("rawSelector"), selector.rawSelector,
                                      "may not specified at the same time as requirements"));
  if (!isText && !isApart)
    errors.push_back(
        api::required(path.child("requirements"),
                      "when " + path.text() + " is specified, requirements or rawSelector is required"));
}

bool understood(const api::FieldSelectorRequirement& requirement) {
  return takesValues(requirement.operator_) && requirement.values.size() == 1;
}

bool understood(const api::LabelSelectorRequirement& requirement) {
  return takesValues(requirement.operator_) || takesNone(requirement.operator_);
}

// "" when all of it is understood.
template <class Selector>
std::string ignored(const Selector& selector, bool textIsGood, const std::string& field) {
  const auto& requirements = selector.requirements;
  const auto good = std::count_if(requirements.begin(), requirements.end(),
                                  [](const auto& requirement) { return understood(requirement); });
  const bool all = requirements.empty() ? textIsGood : good == std::ssize(requirements);
  if (all) return "";
  return "spec.resourceAttributes." + field + (good > 0 ? " partially" : "") + " ignored due to parse error";
}

}  // namespace

void checkSelectors(const api::ResourceAttributes& attributes, api::FieldErrors& errors) {
  const api::Path path("spec.resourceAttributes");
  if (const auto& selector = attributes.fieldSelector) {
    const api::Path at = path.child("fieldSelector");
    checkForm(at, *selector, errors);
    for (size_t i = 0; i < selector->requirements.size(); ++i) {
      const api::FieldSelectorRequirement& requirement = selector->requirements[i];
      const api::Path item = at.child("requirements").index(i);
      if (requirement.key.empty()) errors.push_back(api::required(item.child("key"), "must be specified"));
      checkValues(item, requirement.operator_, !requirement.values.empty(), errors);
    }
  }
  if (const auto& selector = attributes.labelSelector) {
    const api::Path at = path.child("labelSelector");
    checkForm(at, *selector, errors);
    for (size_t i = 0; i < selector->requirements.size(); ++i) {
      const api::LabelSelectorRequirement& requirement = selector->requirements[i];
      const api::Path item = at.child("requirements").index(i);
      checkValues(item, requirement.operator_, !requirement.values.empty(), errors);
      addProblems(errors, item.child("key"), requirement.key, api::qualifiedNameProblems(requirement.key));
      for (size_t j = 0; j < requirement.values.size(); ++j)
        addProblems(errors, item.child("values").index(j), requirement.values[j],
                    api::labelValueProblems(requirement.values[j]));
    }
  }
}

std::string ignoredSelectors(const api::ResourceAttributes& attributes) {
  std::string text;
  const auto add = [&](const std::string& more) {
    if (!text.empty() && !more.empty()) text += "; ";
    text += more;
  };
  if (const auto& selector = attributes.fieldSelector) {
    const auto terms = api::FieldSelector::parseTerms(selector->rawSelector, api::kindOf<api::Pod>());
    add(ignored(*selector, terms.has_value(), "fieldSelector"));
  }
  if (const auto& selector = attributes.labelSelector)
    add(ignored(*selector, api::LabelSelector::parse(selector->rawSelector).has_value(), "labelSelector"));
  return text;
}

}  // namespace seamark::apiserver
