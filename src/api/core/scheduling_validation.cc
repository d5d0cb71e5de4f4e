// Affinity, tolerations, topology spread and scheduling gates of a Pod.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/scheduling_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

constexpr std::string_view kValuesNeeded = "must be specified when `operator` is 'In' or 'NotIn'";
constexpr std::string_view kValuesForbidden =
    "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
constexpr std::string_view kNoOperator = "not a valid selector operator";

bool isIn(std::string_view text) {
  return text == "In" || text == "NotIn";
}
bool isExists(std::string_view text) {
  return text == "Exists" || text == "DoesNotExist";
}

// What is only preferred may name values that no node can have: they are checked where they must be met.
enum class Values : uint8_t { AnyText, LabelValues };

void validateNodeRequirement(FieldErrors& errors, const Path& path,
                             const NodeSelectorRequirement& requirement, Values values) {
  const std::string& op = requirement.operator_;
  if (isIn(op)) {
    if (requirement.values.empty()) errors.push_back(required(path.child("values"), kValuesNeeded));
  } else if (isExists(op)) {
    if (!requirement.values.empty()) errors.push_back(forbiddenField(path.child("values"), kValuesForbidden));
  } else if (op == "Gt" || op == "Lt") {
    if (requirement.values.size() != 1)
      errors.push_back(
          required(path.child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  } else {
    errors.push_back(invalidText(path.child("operator"), op, kNoOperator));
  }
  addProblems(errors, path.child("key"), requirement.key, qualifiedNameProblems(requirement.key));
  for (size_t i = 0; values == Values::LabelValues && i < requirement.values.size(); ++i)
    addProblems(errors, path.child("values").index(i), requirement.values[i],
                labelValueProblems(requirement.values[i]));
}

void validateFieldRequirement(FieldErrors& errors, const Path& path,
                              const NodeSelectorRequirement& requirement) {
  const std::string& op = requirement.operator_;
  if (!isIn(op))
    errors.push_back(invalidText(path.child("operator"), op, kNoOperator));
  else if (requirement.values.size() != 1)
    errors.push_back(
        required(path.child("values"),
                 "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  if (requirement.key != "metadata.name") {
    errors.push_back(invalidText(path.child("key"), requirement.key, "not a valid field selector key"));
    return;
  }
  for (size_t i = 0; i < requirement.values.size(); ++i)
    addProblems(errors, path.child("values").index(i), requirement.values[i],
                dns1123SubdomainProblems(requirement.values[i]));
}

void validateNodeTerm(FieldErrors& errors, const Path& path, const NodeSelectorTerm& term, Values values) {
  for (size_t i = 0; i < term.matchExpressions.size(); ++i)
    validateNodeRequirement(errors, path.child("matchExpressions").index(i), term.matchExpressions[i],
                            values);
  for (size_t i = 0; i < term.matchFields.size(); ++i)
    validateFieldRequirement(errors, path.child("matchFields").index(i), term.matchFields[i]);
}

void validateWeight(FieldErrors& errors, const Path& path, int32_t weight) {
  if (weight <= 0 || weight > 100)
    errors.push_back(invalidNumber(path.child("weight"), weight, "must be in the range 1-100"));
}

void validateNodeAffinity(FieldErrors& errors, const Path& path, const NodeAffinity& affinity) {
  if (const auto& selector = affinity.requiredDuringSchedulingIgnoredDuringExecution) {
    const Path terms =
        path.child("requiredDuringSchedulingIgnoredDuringExecution").child("nodeSelectorTerms");
    if (selector->nodeSelectorTerms.empty())
      errors.push_back(required(terms, "must have at least one node selector term"));
    for (size_t i = 0; i < selector->nodeSelectorTerms.size(); ++i)
      validateNodeTerm(errors, terms.index(i), selector->nodeSelectorTerms[i], Values::LabelValues);
  }
  const auto& preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution;
  for (size_t i = 0; i < preferred.size(); ++i) {
    const Path at = path.child("preferredDuringSchedulingIgnoredDuringExecution").index(i);
    validateWeight(errors, at, preferred[i].weight);
    validateNodeTerm(errors, at.child("preference"), preferred[i].preference, Values::AnyText);
  }
}

void validateLabelKeys(FieldErrors& errors, const Path& path, const std::vector<std::string>& keys,
                       bool hasSelector) {
  if (keys.empty()) return;
  if (!hasSelector)
    return errors.push_back(forbiddenField(path, "must not be specified when labelSelector is not set"));
  for (size_t i = 0; i < keys.size(); ++i)
    addProblems(errors, path.index(i), keys[i], qualifiedNameProblems(keys[i]));
}

// By the time of this check the selector has what the keys made of it: a key that is there twice was there
// before.
void validateMatchedKeys(FieldErrors& errors, const Path& path, const std::vector<std::string>& keys,
                         const std::vector<std::string>& apart,
                         const std::optional<MetaLabelSelector>& selector) {
  const auto place = [](const std::vector<std::string>& all, const std::string& key) {
    return std::find(all.begin(), all.end(), key);
  };
  validateLabelKeys(errors, path.child("matchLabelKeys"), keys, selector.has_value());
  validateLabelKeys(errors, path.child("mismatchLabelKeys"), apart, selector.has_value());
  std::set<std::string_view> selected;
  if (selector) {
    for (const auto& [key, value] : selector->matchLabels) selected.insert(key);
    for (const LabelSelectorRequirement& requirement : selector->matchExpressions) {
      const auto found = place(keys, requirement.key);
      if (!selected.insert(requirement.key).second && found != keys.end())
        errors.push_back(invalidText(path.index(static_cast<size_t>(found - keys.begin())), requirement.key,
                                     "exists in both matchLabelKeys and labelSelector"));
    }
  }
  for (size_t i = 0; i < keys.size(); ++i)
    if (place(apart, keys[i]) != apart.end())
      errors.push_back(invalidText(path.child("matchLabelKeys").index(i), keys[i],
                                   "exists in both matchLabelKeys and mismatchLabelKeys"));
}

void validatePodTerm(FieldErrors& errors, const Path& path, const PodAffinityTerm& term) {
  if (term.labelSelector) validateLabelSelector(errors, path.child("labelSelector"), *term.labelSelector);
  if (term.namespaceSelector)
    validateLabelSelector(errors, path.child("namespaceSelector"), *term.namespaceSelector);
  for (const std::string& ns : term.namespaces)
    addProblems(errors, path.child("namespace"), ns, dns1123LabelProblems(ns));
  validateMatchedKeys(errors, path, term.matchLabelKeys, term.mismatchLabelKeys, term.labelSelector);
  if (term.topologyKey.empty()) errors.push_back(required(path.child("topologyKey"), "can not be empty"));
  addProblems(errors, path.child("topologyKey"), term.topologyKey, qualifiedNameProblems(term.topologyKey));
}

// Affinity to Pods and its opposite have the same form.
template <class AnyPodAffinity>
void validatePodAffinity(FieldErrors& errors, const Path& path, const AnyPodAffinity& affinity) {
  const auto& needed = affinity.requiredDuringSchedulingIgnoredDuringExecution;
  for (size_t i = 0; i < needed.size(); ++i)
    validatePodTerm(errors, path.child("requiredDuringSchedulingIgnoredDuringExecution").index(i), needed[i]);
  const auto& preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution;
  for (size_t i = 0; i < preferred.size(); ++i) {
    const Path at = path.child("preferredDuringSchedulingIgnoredDuringExecution").index(i);
    validateWeight(errors, at, preferred[i].weight);
    validatePodTerm(errors, at.child("podAffinityTerm"), preferred[i].podAffinityTerm);
  }
}

void validateTolerationOperator(FieldErrors& errors, const Path& path, const Toleration& toleration) {
  static constexpr std::array<std::string_view, 4> kOperators = {"Equal", "Exists", "Lt", "Gt"};
  if (toleration.operator_.empty() || toleration.operator_ == "Equal") {
    const Problems problems = labelValueProblems(toleration.value);
    if (!problems.empty())
      errors.push_back(invalidText(path, toleration.value, fmt::format("{}", fmt::join(problems, ";"))));
  } else if (toleration.operator_ == "Exists") {
    if (!toleration.value.empty())
      errors.push_back(
          invalidText(path, toleration.value, "value must be empty when `operator` is 'Exists'"));
  } else {
    // Those that compare numbers are switched off, and listed only to who asks for one.
    const bool compares = toleration.operator_ == "Lt" || toleration.operator_ == "Gt";
    errors.push_back(notSupported(path, toleration.operator_, std::span(kOperators).first(compares ? 4 : 2)));
  }
}

void validateInclusion(FieldErrors& errors, const Path& path, const std::optional<std::string>& policy) {
  static constexpr std::array<std::string_view, 2> kPolicies = {"Honor", "Ignore"};
  if (policy && *policy != kPolicies[0] && *policy != kPolicies[1])
    errors.push_back(notSupported(path, *policy, kPolicies));
}

}  // namespace

void validateLabelSelector(FieldErrors& errors, const Path& path, const MetaLabelSelector& selector) {
  validateLabels(errors, path.child("matchLabels"), selector.matchLabels);
  for (size_t i = 0; i < selector.matchExpressions.size(); ++i) {
    const Path at = path.child("matchExpressions").index(i);
    const LabelSelectorRequirement& requirement = selector.matchExpressions[i];
    if (isIn(requirement.operator_)) {
      if (requirement.values.empty()) errors.push_back(required(at.child("values"), kValuesNeeded));
    } else if (isExists(requirement.operator_)) {
      if (!requirement.values.empty()) errors.push_back(forbiddenField(at.child("values"), kValuesForbidden));
    } else {
      errors.push_back(invalidText(at.child("operator"), requirement.operator_, kNoOperator));
    }
    addProblems(errors, at.child("key"), requirement.key, qualifiedNameProblems(requirement.key));
    for (size_t j = 0; j < requirement.values.size(); ++j)
      addProblems(errors, at.child("values").index(j), requirement.values[j],
                  labelValueProblems(requirement.values[j]));
  }
}

void validateAffinity(FieldErrors& errors, const Path& path, const Affinity& affinity) {
  if (affinity.nodeAffinity) validateNodeAffinity(errors, path.child("nodeAffinity"), *affinity.nodeAffinity);
  if (affinity.podAffinity) validatePodAffinity(errors, path.child("podAffinity"), *affinity.podAffinity);
  if (affinity.podAntiAffinity)
    validatePodAffinity(errors, path.child("podAntiAffinity"), *affinity.podAntiAffinity);
}

void validateTolerations(FieldErrors& errors, const Path& path, const std::vector<Toleration>& tolerations) {
  static constexpr std::array<std::string_view, 3> kEffects = {"NoSchedule", "PreferNoSchedule", "NoExecute"};
  for (size_t i = 0; i < tolerations.size(); ++i) {
    const Path at = path.index(i);
    const Toleration& toleration = tolerations[i];
    if (!toleration.key.empty())
      addProblems(errors, at.child("key"), toleration.key, qualifiedNameProblems(toleration.key));
    if (toleration.key.empty() && toleration.operator_ != "Exists")
      errors.push_back(invalidText(
          at.child("operator"), toleration.operator_,
          "operator must be Exists when `key` is empty, which means \"match all values and all keys\""));
    if (toleration.tolerationSeconds && toleration.effect != "NoExecute")
      errors.push_back(invalidText(at.child("effect"), toleration.effect,
                                   "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    validateTolerationOperator(errors, at.child("operator"), toleration);
    if (!toleration.effect.empty()) validateEnum(errors, at.child("effect"), toleration.effect, kEffects);
  }
}

void validateSpread(FieldErrors& errors, const Path& path,
                    const std::vector<TopologySpreadConstraint>& constraints) {
  static constexpr std::array<std::string_view, 2> kWhen = {"DoNotSchedule", "ScheduleAnyway"};
  for (size_t i = 0; i < constraints.size(); ++i) {
    const Path at = path.index(i);
    const TopologySpreadConstraint& constraint = constraints[i];
    if (constraint.maxSkew <= 0)
      errors.push_back(invalidNumber(at.child("maxSkew"), constraint.maxSkew, "must be greater than zero"));
    if (constraint.topologyKey.empty())
      errors.push_back(required(at.child("topologyKey"), "can not be empty"));
    if (constraint.whenUnsatisfiable != kWhen[0] && constraint.whenUnsatisfiable != kWhen[1])
      errors.push_back(notSupported(at.child("whenUnsatisfiable"), constraint.whenUnsatisfiable, kWhen));
    for (size_t j = i + 1; j < constraints.size(); ++j) {
      if (constraints[j].topologyKey != constraint.topologyKey ||
          constraints[j].whenUnsatisfiable != constraint.whenUnsatisfiable)
        continue;
      errors.push_back(duplicate(
          at.child("{topologyKey, whenUnsatisfiable}"),
          goQuoted(fmt::format("{{{}, {}}}", constraint.topologyKey, constraint.whenUnsatisfiable))));
      break;
    }
    if (constraint.minDomains && *constraint.minDomains <= 0)
      errors.push_back(
          invalidNumber(at.child("minDomains"), *constraint.minDomains, "must be greater than zero"));
    if (constraint.minDomains && constraint.whenUnsatisfiable != kWhen[0])
      errors.push_back(invalidNumber(at.child("minDomains"), *constraint.minDomains,
                                     fmt::format("can only use minDomains if whenUnsatisfiable={}, not {}",
                                                 kWhen[0], constraint.whenUnsatisfiable)));
    validateInclusion(errors, at.child("nodeAffinityPolicy"), constraint.nodeAffinityPolicy);
    validateInclusion(errors, at.child("nodeTaintsPolicy"), constraint.nodeTaintsPolicy);
    validateMatchedKeys(errors, at, constraint.matchLabelKeys, {}, constraint.labelSelector);
    if (constraint.labelSelector)
      validateLabelSelector(errors, at.child("labelSelector"), *constraint.labelSelector);
  }
}

void validateSchedulingGates(FieldErrors& errors, const Path& path,
                             const std::vector<PodSchedulingGate>& gates) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < gates.size(); ++i) {
    addProblems(errors, path.index(i), gates[i].name, qualifiedNameProblems(gates[i].name));
    if (!seen.insert(gates[i].name).second)
      errors.push_back(duplicate(path.index(i), goQuoted(gates[i].name)));
  }
}

}  // namespace seamark::api
