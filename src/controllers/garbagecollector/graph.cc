// SPDX-License-Identifier: Apache-2.0
#include "controllers/garbagecollector/graph.h"

namespace seamark::controllers::garbagecollector {

namespace {
constexpr size_t kRemembered = 10'000;  // deletions; forgetting one costs a GET
}

void Graph::put(client::Informer& informer, const api::Object* before, const api::Object& now) {
  if (before) {
    unlink(*before);
    if (before->metadata.uid != now.metadata.uid) places_.erase(before->metadata.uid);
  }
  places_[now.metadata.uid] = {&informer, api::objectKey(now.metadata.namespace_, now.metadata.name)};
  for (const api::OwnerReference& owner : now.metadata.ownerReferences)
    dependents_[owner.uid].insert(now.metadata.uid);
}

void Graph::erase(const api::Object& last) {
  unlink(last);
  places_.erase(last.metadata.uid);
  if (deleted_.size() >= kRemembered) deleted_.clear();
  deleted_.insert(last.metadata.uid);
}

void Graph::unlink(const api::Object& object) {
  for (const api::OwnerReference& owner : object.metadata.ownerReferences) {
    auto it = dependents_.find(owner.uid);
    if (it == dependents_.end()) continue;
    it->second.erase(object.metadata.uid);
    if (it->second.empty()) dependents_.erase(it);
  }
}

std::optional<Place> Graph::find(const std::string& uid) const {
  auto it = places_.find(uid);
  return it == places_.end() ? std::nullopt : std::optional(it->second);
}

std::vector<Place> Graph::dependentsOf(const std::string& ownerUid) const {
  std::vector<Place> found;
  if (auto it = dependents_.find(ownerUid); it != dependents_.end())
    for (const std::string& uid : it->second)
      if (auto place = find(uid)) found.push_back(*place);
  return found;
}

}  // namespace seamark::controllers::garbagecollector
