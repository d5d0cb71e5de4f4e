// SPDX-License-Identifier: Apache-2.0
#include "controllers/nodelifecycle/plan.h"

#include <algorithm>
#include <array>
#include <utility>

namespace seamark::controllers::nodelifecycle {

namespace {

constexpr auto kNotReady = "node.kubernetes.io/not-ready";
constexpr auto kUnreachable = "node.kubernetes.io/unreachable";
constexpr std::array kConditions = {"Ready", "MemoryPressure", "DiskPressure", "PIDPressure"};

void silence(api::Node& node, const std::string& type, api::Time now) {
  auto& conditions = node.status.conditions;
  auto it = std::find_if(conditions.begin(), conditions.end(), [&](const auto& c) { return c.type == type; });
  if (it == conditions.end()) {
    conditions.push_back({.type = type,
                          .status = "Unknown",
                          .lastHeartbeatTime = node.metadata.creationTimestamp,
                          .lastTransitionTime = now,
                          .reason = "NodeStatusNeverUpdated",
                          .message = "Kubelet never posted node status."});
  } else if (it->status != "Unknown") {
    it->status = "Unknown";
    it->lastTransitionTime = now;
    it->reason = "NodeStatusUnknown";
    it->message = "Kubelet stopped posting node status.";
  }
}

}  // namespace

std::string readiness(const api::Node& node) {
  for (const api::NodeCondition& condition : node.status.conditions)
    if (condition.type == "Ready") return condition.status;
  return {};
}

bool isHeartbeat(const api::Node& before, const api::Node& now) {
  if (before.metadata.uid != now.metadata.uid) return true;
  return before.status != now.status && readiness(now) != "Unknown";
}

std::shared_ptr<api::Node> silenced(const api::Node& node, api::Time now) {
  auto next = std::make_shared<api::Node>(node);
  for (const char* type : kConditions) silence(*next, type, now);
  return *next == node ? nullptr : next;
}

std::shared_ptr<api::Node> tainted(const api::Node& node, api::Time now) {
  const std::string ready = readiness(node);
  const std::string wanted = ready == "True" ? "" : ready == "Unknown" ? kUnreachable : kNotReady;
  auto next = std::make_shared<api::Node>(node);
  auto& taints = next->spec.taints;
  std::erase_if(taints, [&](const api::Taint& taint) {
    return (taint.key == kNotReady || taint.key == kUnreachable) && taint.key != wanted;
  });
  if (!wanted.empty() && !ready.empty())
    for (const char* effect : {"NoSchedule", "NoExecute"})
      if (std::none_of(taints.begin(), taints.end(), [&](const api::Taint& taint) {
            return taint.key == wanted && taint.effect == effect;
          }))
        taints.push_back({.key = wanted, .value = {}, .effect = effect, .timeAdded = now});
  return *next == node ? nullptr : next;
}

std::shared_ptr<api::Pod> notReady(const api::Pod& pod, api::Time now) {
  auto next = std::make_shared<api::Pod>(pod);
  for (api::PodCondition& condition : next->status.conditions)
    if (condition.type == "Ready" && condition.status != "False") {
      condition.status = "False";
      condition.lastTransitionTime = now;
      return next;
    }
  return nullptr;
}

}  // namespace seamark::controllers::nodelifecycle
