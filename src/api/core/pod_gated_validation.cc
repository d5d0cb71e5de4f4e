// Node selectors and node affinity of Pods that wait behind a scheduling gate.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_gated_validation.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/value_text.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};

template <class Item, class Show>
std::string shownList(const std::vector<Item>& items, Show show) {
  if (items.empty()) return "null";
  std::string text;
  for (const Item& item : items) text += (text.empty() ? "[" : ",") + show(item);
  return text + "]";
}

std::string shownRequirement(const NodeSelectorRequirement& requirement) {
  return fmt::format(R"({{"Key":{},"Operator":{},"Values":{}}})", shownJson(requirement.key),
                     shownJson(requirement.operator_),
                     requirement.values.empty() ? "null" : shownJson(requirement.values));
}

std::string shownTerm(const NodeSelectorTerm& term) {
  return fmt::format(R"({{"MatchExpressions":{},"MatchFields":{}}})",
                     shownList(term.matchExpressions, shownRequirement),
                     shownList(term.matchFields, shownRequirement));
}

bool extends(const std::vector<NodeSelectorRequirement>& next,
             const std::vector<NodeSelectorRequirement>& old) {
  return next.size() >= old.size() && std::equal(old.begin(), old.end(), next.begin());
}

// What a term asks for may grow; a term that asks for nothing matches nothing and stays so.
bool onlyGrows(const NodeSelectorTerm& next, const NodeSelectorTerm& old) {
  if (old == NodeSelectorTerm{}) return next == old;
  return extends(next.matchExpressions, old.matchExpressions) && extends(next.matchFields, old.matchFields);
}

using Terms = std::vector<NodeSelectorTerm>;

const Terms* termsOf(const NodeAffinity* affinity) {
  if (!affinity || !affinity->requiredDuringSchedulingIgnoredDuringExecution) return nullptr;
  return &affinity->requiredDuringSchedulingIgnoredDuringExecution->nodeSelectorTerms;
}

void validateTerms(FieldErrors& errors, const Terms& next, const Terms& old) {
  const Path path = kSpec.child("affinity")
                        .child("nodeAffinity")
                        .child("requiredDuringSchedulingIgnoredDuringExecution")
                        .child("nodeSelectorTerms");
  if (old.empty()) return;
  if (next.size() != old.size())
    return errors.push_back(
        invalid(path, shownList(next, shownTerm),
                "no additions/deletions to non-empty NodeSelectorTerms list are allowed"));
  for (size_t i = 0; i < old.size(); ++i)
    if (!onlyGrows(next[i], old[i]))
      errors.push_back(invalid(path.index(i), shownTerm(next[i]),
                               "only additions are allowed (no mutations or deletions)"));
}

const NodeAffinity* nodeAffinityOf(const PodSpec& spec) {
  return spec.affinity && spec.affinity->nodeAffinity ? &*spec.affinity->nodeAffinity : nullptr;
}

}  // namespace

void takeBackNarrowing(FieldErrors& errors, PodSpec& next, const PodSpec& old) {
  const bool kept = std::all_of(old.nodeSelector.begin(), old.nodeSelector.end(), [&](const auto& entry) {
    const auto now = next.nodeSelector.find(entry.first);
    return now != next.nodeSelector.end() && now->second == entry.second;
  });
  if (!kept)
    errors.push_back(invalid(kSpec.child("nodeSelector"),
                             next.nodeSelector.empty() ? "null" : shownJson(next.nodeSelector),
                             "only additions to spec.nodeSelector are allowed (no mutations or deletions)"));
  next.nodeSelector = old.nodeSelector;

  const NodeAffinity* now = nodeAffinityOf(next);
  const NodeAffinity* before = nodeAffinityOf(old);
  if (now == before || (now && before && *now == *before)) return;
  const Terms* wanted = termsOf(now);
  if (const Terms* had = termsOf(before)) validateTerms(errors, wanted ? *wanted : Terms(), *had);
  if (!next.affinity) next.affinity.emplace();
  next.affinity->nodeAffinity.reset();
  if (before) next.affinity->nodeAffinity = *before;
  if (!old.affinity && *next.affinity == Affinity{}) next.affinity.reset();
}

}  // namespace seamark::api
