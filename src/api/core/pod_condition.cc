// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_condition.h"

#include <algorithm>

namespace seamark::api {

void updatePodCondition(PodStatus& status, PodCondition condition, Time now) {
  auto& conditions = status.conditions;
  const auto same = std::find_if(conditions.begin(), conditions.end(),
                                 [&](const PodCondition& other) { return other.type == condition.type; });
  condition.lastTransitionTime = now;
  if (same == conditions.end()) {
    conditions.push_back(std::move(condition));
    return;
  }
  if (same->status == condition.status) condition.lastTransitionTime = same->lastTransitionTime;
  *same = std::move(condition);
}

}  // namespace seamark::api
