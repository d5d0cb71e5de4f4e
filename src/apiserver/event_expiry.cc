// SPDX-License-Identifier: Apache-2.0
#include "apiserver/event_expiry.h"

#include <algorithm>

#include "api/core/event.h"
#include "api/kinds.h"

namespace seamark::apiserver {
namespace {

constexpr size_t kAtOnce = 500;

// When the Event was last told, in seconds since 1970.
int64_t lastTold(const api::Event& event) {
  int64_t seconds = event.metadata.creationTimestamp.seconds.value_or(0);
  seconds = std::max(seconds, event.lastTimestamp.seconds.value_or(0));
  seconds = std::max(seconds, event.eventTime.micros.value_or(0) / 1'000'000);
  if (event.series)
    seconds = std::max(seconds, event.series->lastObservedTime.micros.value_or(0) / 1'000'000);
  return seconds;
}

}  // namespace

store::Transaction expiredEvents(const store::World& world, WallTime now, Duration lifetime) {
  const api::Kind& kind = api::kindOf<api::Event>();
  const int64_t before =
      std::chrono::duration_cast<std::chrono::seconds>((now - lifetime).time_since_epoch()).count();
  store::Transaction transaction;
  for (auto at = world.of(kind).begin(); at && transaction.writes.size() < kAtOnce; at.next())
    if (lastTold(api::as<api::Event>(*at.value()->object())) < before)
      transaction.writes.push_back(
          {&kind, at.key(), nullptr, nullptr, store::Expect::at(at.value()->revision())});
  return transaction;
}

void expireEvents(const Services& services, Duration lifetime) {
  store::Transaction transaction = expiredEvents(*services.store.world(), services.clock.now(), lifetime);
  if (!transaction.writes.empty())
    services.store.commit(std::move(transaction), [](const store::Outcome&) {});
}

}  // namespace seamark::apiserver
