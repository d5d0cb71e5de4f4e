// SPDX-License-Identifier: Apache-2.0
#include "controllers/tainteviction/plan.h"

#include <algorithm>

#include "api/core/pod_condition.h"

namespace seamark::controllers::tainteviction {

namespace {

bool tolerates(const api::Toleration& toleration, const api::Taint& taint) {
  if (!toleration.effect.empty() && toleration.effect != taint.effect) return false;
  if (!toleration.key.empty() && toleration.key != taint.key) return false;
  if (toleration.operator_ == "Exists") return true;
  return (toleration.operator_.empty() || toleration.operator_ == "Equal") && toleration.value == taint.value;
}

}  // namespace

std::vector<api::Taint> expelling(const api::Node& node) {
  std::vector<api::Taint> taints;
  for (const api::Taint& taint : node.spec.taints)
    if (taint.effect == "NoExecute") taints.push_back(taint);
  return taints;
}

std::optional<Duration> staysFor(const std::vector<api::Taint>& taints,
                                 const std::vector<api::Toleration>& tolerations) {
  std::optional<Duration> shortest;
  for (const api::Taint& taint : taints) {
    const auto first = std::find_if(tolerations.begin(), tolerations.end(),
                                    [&](const auto& each) { return tolerates(each, taint); });
    if (first == tolerations.end()) return Duration::zero();
    if (!first->tolerationSeconds) continue;
    // Longer than anybody waits, and short enough to be added to a time.
    constexpr int64_t kLongest = int64_t{100} * 365 * 24 * 3600;
    const int64_t seconds = std::clamp(*first->tolerationSeconds, int64_t{0}, kLongest);
    shortest = std::min(shortest.value_or(Duration::max()), Duration(std::chrono::seconds(seconds)));
  }
  return shortest;
}

std::shared_ptr<api::Pod> marked(const api::Pod& pod, api::Time now) {
  auto next = std::make_shared<api::Pod>(pod);
  api::PodCondition condition;
  condition.type = "DisruptionTarget";
  condition.status = "True";
  condition.reason = "DeletionByTaintManager";
  condition.message = "Taint manager: deleting due to NoExecute taint";
  condition.observedGeneration = pod.metadata.generation;
  api::updatePodCondition(next->status, std::move(condition), now);
  return *next == pod ? nullptr : next;
}

}  // namespace seamark::controllers::tainteviction
