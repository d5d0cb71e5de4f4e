// SPDX-License-Identifier: Apache-2.0
#include "controllers/namespace/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace seamark::controllers::namespaces {

namespace {

bool has(const api::Kind& kind, api::Verb verb) {
  return std::find(kind.verbs.begin(), kind.verbs.end(), verb) != kind.verbs.end();
}

void set(std::vector<api::NamespaceCondition>& conditions, const std::string& type, bool status,
         const std::string& reason, const std::string& message, api::Time now) {
  const std::string text = status ? "True" : "False";
  auto it = std::find_if(conditions.begin(), conditions.end(), [&](const auto& c) { return c.type == type; });
  if (it == conditions.end()) {
    conditions.push_back({type, text, now, reason, message});
    return;
  }
  if (it->status != text) it->lastTransitionTime = now;
  it->status = text;
  it->reason = reason;
  it->message = message;
}

std::string counted(const std::map<std::string, size_t>& counts, const char* pattern) {
  std::vector<std::string> parts;
  for (const auto& [name, count] : counts) parts.push_back(fmt::format(fmt::runtime(pattern), name, count));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::vector<const api::Kind*> contentKinds() {
  std::vector<const api::Kind*> found;
  for (const api::Kind* kind : api::kinds())
    if (kind->namespaced && kind->served && has(*kind, api::Verb::List) && has(*kind, api::Verb::Delete))
      found.push_back(kind);
  return found;
}

std::shared_ptr<api::Namespace> withConditions(const api::Namespace& before, const Remaining& remaining,
                                               api::Time now) {
  auto next = std::make_shared<api::Namespace>(before);
  auto& conditions = next->status.conditions;
  const bool failed = !remaining.failures.empty();
  set(conditions, "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered",
      "All resources successfully discovered", now);
  set(conditions, "NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions",
      "All legacy kube types successfully parsed", now);
  set(conditions, "NamespaceDeletionContentFailure", failed,
      failed ? "ContentDeletionFailed" : "ContentDeleted",
      failed ? fmt::format("Failed to delete all resource types, {} remaining: {}", remaining.failures.size(),
                           fmt::join(remaining.failures, ", "))
             : "All content successfully deleted, may be waiting on finalization",
      now);
  const bool content = !remaining.resources.empty();
  set(conditions, "NamespaceContentRemaining", content, content ? "SomeResourcesRemain" : "ContentRemoved",
      content
          ? "Some resources are remaining: " + counted(remaining.resources, "{} has {} resource instances")
          : "All content successfully removed",
      now);
  const bool held = !remaining.finalizers.empty();
  set(conditions, "NamespaceFinalizersRemaining", held,
      held ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
      held ? "Some content in the namespace has finalizers remaining: " +
                 counted(remaining.finalizers, "{} in {} resource instances")
           : "All content-preserving finalizers finished",
      now);
  return next;
}

std::shared_ptr<api::Namespace> finalized(const api::Namespace& before) {
  auto next = std::make_shared<api::Namespace>(before);
  std::erase(next->spec.finalizers, "kubernetes");
  return next;
}

}  // namespace seamark::controllers::namespaces
