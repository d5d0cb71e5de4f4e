// SPDX-License-Identifier: Apache-2.0
#include "controllers/trigger_times.h"

#include <utility>

namespace seamark::controllers {

std::optional<api::Time> triggerTime(const TriggerSources& seen, const TriggerSources& now) {
  std::optional<api::Time> earliest;
  const auto consider = [&](const api::Time& time, const api::Time& before) {
    if (time > before && (!earliest || time < *earliest)) earliest = time;
  };
  for (const auto& [name, time] : now.pods) {
    auto it = seen.pods.find(name);
    consider(time, it == seen.pods.end() ? api::Time{} : it->second);
  }
  consider(now.service, seen.service);
  return earliest;
}

void see(TriggerSources& seen, TriggerSources now, const std::optional<std::set<std::string>>& pods) {
  if (!pods) return void(seen = std::move(now));
  for (const std::string& pod : *pods) seen.pods.erase(pod);
  seen.pods.merge(now.pods);
  seen.service = now.service;
}

}  // namespace seamark::controllers
