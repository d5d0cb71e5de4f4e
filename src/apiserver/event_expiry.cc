// SPDX-License-Identifier: Apache-2.0
#include "apiserver/event_expiry.h"

#include <algorithm>
#include <utility>

#include "api/core/event.h"
#include "api/kinds.h"

namespace seamark::apiserver {
namespace {

constexpr size_t kAtOnce = 250;  // a millisecond of work

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

ExpiredEvents::ExpiredEvents(store::WorldPtr world, WallTime now, Duration lifetime)
    : world_(std::move(world)),
      next_(world_->of(api::kindOf<api::Event>()).begin()),
      before_(std::chrono::duration_cast<std::chrono::seconds>((now - lifetime).time_since_epoch()).count()) {
}

store::Transaction ExpiredEvents::look(size_t most) {
  const api::Kind& kind = api::kindOf<api::Event>();
  store::Transaction over;
  for (; next_ && most > 0; next_.next(), --most) {
    const int64_t told = lastTold(api::as<api::Event>(*next_.value()->objectToKeep()));
    if (told < before_)
      over.writes.push_back(
          {&kind, std::string(next_.key()), nullptr, nullptr, store::Expect::at(next_.value()->revision())});
    else
      oldest_ = std::min(told, oldest_.value_or(told));
  }
  return over;
}

// An Event that comes after the round was begun is told after that, so it is over after all that is known.
bool EventExpiry::step() {
  const WallTime now = services_.clock.now();
  if (now < std::exchange(last_, now)) due_ = {};  // put back: Events are told before all that is known
  if (!round_ && now < due_) return true;
  if (!round_) {
    round_.emplace(services_.store.world(), now, lifetime_);
    due_ = now + lifetime_;
  }
  store::Transaction over = round_->look(kAtOnce);
  if (!over.writes.empty()) services_.store.commit(std::move(over), [](const store::Outcome&) {});
  if (!round_->done()) return false;
  if (const auto oldest = round_->oldest())
    due_ = std::min(due_, WallTime(std::chrono::seconds(*oldest)) + lifetime_);
  round_.reset();
  return true;
}

}  // namespace seamark::apiserver
