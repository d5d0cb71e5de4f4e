// SPDX-License-Identifier: Apache-2.0
#include "controllers/clusterroleaggregation/plan.h"

#include <algorithm>

namespace seamark::controllers::clusterroleaggregation {

namespace {

bool holds(const api::LabelSelectorRequirement& requirement,
           const std::map<std::string, std::string>& labels) {
  const auto it = labels.find(requirement.key);
  const bool there = it != labels.end();
  const auto& values = requirement.values;
  const bool among = there && std::find(values.begin(), values.end(), it->second) != values.end();
  if (requirement.operator_ == "In") return among;
  if (requirement.operator_ == "NotIn") return !among;
  return there == (requirement.operator_ == "Exists");
}

bool selects(const api::MetaLabelSelector& selector, const std::map<std::string, std::string>& labels) {
  const auto has = [&](const auto& pair) {
    const auto it = labels.find(pair.first);
    return it != labels.end() && it->second == pair.second;
  };
  return std::all_of(selector.matchLabels.begin(), selector.matchLabels.end(), has) &&
         std::all_of(selector.matchExpressions.begin(), selector.matchExpressions.end(),
                     [&](const auto& requirement) { return holds(requirement, labels); });
}

}  // namespace

std::shared_ptr<api::ClusterRole> plan(const api::ClusterRole& role, const std::vector<RolePtr>& all) {
  if (!role.aggregationRule) return nullptr;
  std::vector<RolePtr> sorted = all;
  std::sort(sorted.begin(), sorted.end(),
            [](const RolePtr& a, const RolePtr& b) { return a->metadata.name < b->metadata.name; });
  std::vector<api::PolicyRule> rules;
  for (const api::MetaLabelSelector& selector : role.aggregationRule->clusterRoleSelectors)
    for (const RolePtr& part : sorted)
      if (part->metadata.name != role.metadata.name && selects(selector, part->metadata.labels))
        for (const api::PolicyRule& rule : part->rules)
          if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
  if (rules == role.rules) return nullptr;
  auto next = std::make_shared<api::ClusterRole>(role);
  next->rules = std::move(rules);
  return next;
}

}  // namespace seamark::controllers::clusterroleaggregation
