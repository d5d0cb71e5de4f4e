// SPDX-License-Identifier: Apache-2.0
#include "controllers/podgc/roster.h"

#include <algorithm>
#include <utility>

namespace seamark::controllers::podgc {

namespace {

bool hasEnded(const api::Pod& pod) {
  return pod.status.phase == "Succeeded" || pod.status.phase == "Failed";
}

}  // namespace

void Roster::put(const std::string& key, const api::Pod& pod) {
  erase(key);
  Entry entry{.node = pod.spec.nodeName,
              .ended = hasEnded(pod),
              .terminating = pod.metadata.deletionTimestamp.has_value(),
              .age = {pod.status.reason != "Evicted", pod.metadata.creationTimestamp, key}};
  if (entry.ended) ended_.insert(entry.age);
  if (entry.node.empty() && entry.terminating) unboundTerminating_.insert(key);
  // Behind all others: a first list comes in the order of the keys.
  if (!entry.node.empty()) {
    auto& keys = byNode_[entry.node];
    keys.insert(keys.end(), key);
  }
  entries_.emplace_hint(entries_.end(), key, std::move(entry));
}

void Roster::erase(const std::string& key) {
  const auto known = entries_.extract(key);
  if (!known) return;
  const Entry& entry = known.mapped();
  ended_.erase(entry.age);
  unboundTerminating_.erase(key);
  const auto node = byNode_.find(entry.node);
  if (node == byNode_.end()) return;
  node->second.erase(key);
  if (node->second.empty()) byNode_.erase(node);
}

std::vector<std::string> Roster::endedBeyond(size_t most) const {
  std::vector<std::string> keys;
  if (ended_.size() <= most) return keys;
  for (const auto& [stays, since, key] : ended_) {
    if (keys.size() == ended_.size() - most) break;
    keys.push_back(key);
  }
  return keys;
}

std::vector<std::string> Roster::terminatingOn(const std::string& node) const {
  std::vector<std::string> keys;
  if (const auto it = byNode_.find(node); it != byNode_.end())
    std::copy_if(it->second.begin(), it->second.end(), std::back_inserter(keys),
                 [this](const std::string& key) { return entries_.at(key).terminating; });
  return keys;
}

std::shared_ptr<api::Pod> failed(const api::Pod& pod, const std::string& message, api::Time now) {
  auto next = std::make_shared<api::Pod>(pod);
  if (!hasEnded(pod)) next->status.phase = "Failed";
  auto& conditions = next->status.conditions;
  const bool told = message.empty() || std::any_of(conditions.begin(), conditions.end(), [](const auto& c) {
                      return c.type == "DisruptionTarget" && c.status == "True";
                    });
  if (!told) {
    std::erase_if(conditions, [](const auto& c) { return c.type == "DisruptionTarget"; });
    api::PodCondition condition;
    condition.type = "DisruptionTarget";
    condition.status = "True";
    condition.reason = "DeletionByPodGC";
    condition.message = message;
    condition.observedGeneration = pod.metadata.generation;
    condition.lastTransitionTime = now;
    conditions.push_back(std::move(condition));
  }
  return *next == pod ? nullptr : next;
}

}  // namespace seamark::controllers::podgc
