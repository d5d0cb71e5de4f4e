// SPDX-License-Identifier: Apache-2.0
#include "controllers/nodelifecycle/plan.h"

#include <algorithm>
#include <array>
#include <utility>

namespace seamark::controllers::nodelifecycle {

namespace {

constexpr auto kNotReady = "node.kubernetes.io/not-ready";
constexpr auto kUnreachable = "node.kubernetes.io/unreachable";
constexpr auto kUnschedulable = "node.kubernetes.io/unschedulable";
constexpr std::array kConditions = {"Ready", "MemoryPressure", "DiskPressure", "PIDPressure"};

// What a condition of this status keeps new pods away with.
struct ConditionTaint {
  const char* type;
  const char* status;
  const char* key;
};
constexpr std::array kConditionTaints = {
    ConditionTaint{"Ready", "False", kNotReady},
    ConditionTaint{"Ready", "Unknown", kUnreachable},
    ConditionTaint{"MemoryPressure", "True", "node.kubernetes.io/memory-pressure"},
    ConditionTaint{"DiskPressure", "True", "node.kubernetes.io/disk-pressure"},
    ConditionTaint{"NetworkUnavailable", "True", "node.kubernetes.io/network-unavailable"},
    ConditionTaint{"PIDPressure", "True", "node.kubernetes.io/pid-pressure"},
};

// The labels that nodes had before they were stable follow the stable ones.
constexpr std::array<std::array<const char*, 2>, 2> kOldLabels = {{
    {"kubernetes.io/os", "beta.kubernetes.io/os"},
    {"kubernetes.io/arch", "beta.kubernetes.io/arch"},
}};

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

std::string statusOf(const api::Node& node, const std::string& type) {
  for (const api::NodeCondition& condition : node.status.conditions)
    if (condition.type == type) return condition.status;
  return {};
}

void setTaint(api::Node& node, const std::string& key, const std::string& effect, bool wanted,
              api::Time now) {
  auto& taints = node.spec.taints;
  const auto is = [&](const api::Taint& taint) { return taint.key == key && taint.effect == effect; };
  if (!wanted) {
    std::erase_if(taints, is);
  } else if (std::none_of(taints.begin(), taints.end(), is)) {
    taints.push_back({.key = key, .value = {}, .effect = effect, .timeAdded = now});
  }
}

bool hasTaint(const api::Node& node, const std::string& key, const std::string& effect) {
  const auto& taints = node.spec.taints;
  return std::any_of(taints.begin(), taints.end(),
                     [&](const api::Taint& taint) { return taint.key == key && taint.effect == effect; });
}

bool isExpelling(const api::Node& node) {
  return hasTaint(node, kNotReady, "NoExecute") || hasTaint(node, kUnreachable, "NoExecute");
}

}  // namespace

bool isToExpel(const api::Node& node) {
  const std::string ready = readiness(node);
  return (ready == "False" || ready == "Unknown") && !isExpelling(node);
}

Expel expelNow(const api::Node& node, bool dark, bool hasTurn) {
  const std::string ready = readiness(node);
  if (ready.empty()) return Expel::Leave;
  if (ready == "True" || dark) return Expel::Clear;
  return hasTurn || isExpelling(node) ? Expel::Set : Expel::Leave;
}

std::string readiness(const api::Node& node) {
  return statusOf(node, "Ready");
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

std::shared_ptr<api::Node> marked(const api::Node& node, Expel expel, api::Time now) {
  auto next = std::make_shared<api::Node>(node);
  const std::string ready = readiness(node);
  for (const ConditionTaint& each : kConditionTaints)
    setTaint(*next, each.key, "NoSchedule", statusOf(node, each.type) == each.status, now);
  setTaint(*next, kUnschedulable, "NoSchedule", node.spec.unschedulable, now);
  if (expel != Expel::Leave) {
    const bool set = expel == Expel::Set;
    setTaint(*next, kNotReady, "NoExecute", set && ready == "False", now);
    setTaint(*next, kUnreachable, "NoExecute", set && ready == "Unknown", now);
  }
  auto& labels = next->metadata.labels;
  for (const auto& [stable, old] : kOldLabels)
    if (auto it = labels.find(stable); it != labels.end()) labels[old] = it->second;
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
