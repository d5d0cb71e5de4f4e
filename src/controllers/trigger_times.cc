// SPDX-License-Identifier: Apache-2.0
#include "controllers/trigger_times.h"

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

}  // namespace seamark::controllers
