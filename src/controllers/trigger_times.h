// TriggerTimes: when did the change happen that a write of Endpoints or slices answers? Kept for the
// annotation endpoints.kubernetes.io/last-change-trigger-time, from which dashboards compute programming
// latency.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "api/scalars.h"

namespace seamark::controllers {

// What may have triggered a write: when each pod's Ready condition last changed, and when the Service was
// made.
struct TriggerSources {
  std::map<std::string, api::Time> pods;  // by pod name; zero times are left out
  api::Time service;
  bool operator==(const TriggerSources&) const = default;
};

// The earliest source that is newer than in `seen`; nothing when none is (a pod that went has no time).
std::optional<api::Time> triggerTime(const TriggerSources& seen, const TriggerSources& now);

// What has been seen once `now` has, which tells of these pods only (nothing: of all).
void see(TriggerSources& seen, TriggerSources now, const std::optional<std::set<std::string>>& pods);

}  // namespace seamark::controllers
