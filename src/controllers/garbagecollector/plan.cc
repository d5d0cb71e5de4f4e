// SPDX-License-Identifier: Apache-2.0
#include "controllers/garbagecollector/plan.h"

#include <algorithm>
#include <utility>

namespace seamark::controllers::garbagecollector {

Verdict judge(const api::Object& object, const std::vector<Owner>& owners, bool hasDependents) {
  const auto& references = object.metadata.ownerReferences;
  if (references.empty() || object.metadata.deletionTimestamp) return {};
  const auto any = [&](Owner state) {
    return std::find(owners.begin(), owners.end(), state) != owners.end();
  };
  if (any(Owner::There)) {
    if (!any(Owner::Gone) && !any(Owner::Waiting)) return {};
    Verdict verdict{Action::DropReferences, {}, {}};
    for (size_t i = 0; i < references.size(); ++i)
      if (owners[i] == Owner::There) verdict.owners.push_back(references[i]);
    return verdict;
  }
  // A chain that is deleted in the foreground goes from its end.
  if (any(Owner::Waiting) && hasDependents) return {Action::Delete, "Foreground", {}};
  if (hasFinalizer(object, kOrphan)) return {Action::Delete, "Orphan", {}};
  if (hasFinalizer(object, kForeground)) return {Action::Delete, "Foreground", {}};
  return {Action::Delete, "Background", {}};
}

bool hasFinalizer(const api::Object& object, const std::string& name) {
  const auto& finalizers = object.metadata.finalizers;
  return std::find(finalizers.begin(), finalizers.end(), name) != finalizers.end();
}

bool isWaiting(const api::Object& object) {
  return object.metadata.deletionTimestamp && hasFinalizer(object, kForeground);
}

std::shared_ptr<api::Object> withoutFinalizer(const api::Kind& kind, const api::Object& object,
                                              const std::string& name) {
  auto copy = kind.clone(object);
  std::erase(copy->metadata.finalizers, name);
  return copy;
}

std::shared_ptr<api::Object> withOwners(const api::Kind& kind, const api::Object& object,
                                        std::vector<api::OwnerReference> owners) {
  auto copy = kind.clone(object);
  copy->metadata.ownerReferences = std::move(owners);
  return copy;
}

std::shared_ptr<api::Object> withoutBlocking(const api::Kind& kind, const api::Object& object) {
  auto owners = object.metadata.ownerReferences;
  for (api::OwnerReference& owner : owners)
    if (owner.blockOwnerDeletion.value_or(false)) owner.blockOwnerDeletion = false;
  if (owners == object.metadata.ownerReferences) return nullptr;
  return withOwners(kind, object, std::move(owners));
}

bool blocks(const api::Object& object, const std::string& ownerUid) {
  const auto& references = object.metadata.ownerReferences;
  return std::any_of(references.begin(), references.end(), [&](const api::OwnerReference& reference) {
    return reference.uid == ownerUid && reference.blockOwnerDeletion.value_or(false);
  });
}

}  // namespace seamark::controllers::garbagecollector
