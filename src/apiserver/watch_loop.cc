// The watches of one event loop.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/watch_loop.h"

#include <fmt/format.h>

#include <algorithm>

#include "apiserver/stored_form.h"
#include "base/assert.h"
#include "base/drop_room.h"

namespace seamark::apiserver {
namespace {

using store::Revision;

// An event stays for once to twice as long.
constexpr std::chrono::seconds kForgetEvery{2};

auto firstAfter(const std::deque<WatchEventPtr>& events, Revision revision) {
  return std::upper_bound(events.begin(), events.end(), revision,
                          [](Revision r, const WatchEventPtr& event) { return r < event->event().revision; });
}

// An event in the form of a kind that shows another's objects.
WatchEventPtr shownAs(const api::Kind& kind, const WatchEventPtr& event) {
  if (!kind.storedAs) return event;
  store::Event shown = event->event();
  shown.object = toServed(kind, shown.object);
  if (shown.previous) shown.previous = toServed(kind, shown.previous);
  return std::make_shared<const WatchEvent>(std::move(shown));
}

}  // namespace

WatchLoop::WatchLoop(store::Store& store, Executor& executor, size_t kinds, Revision newest,
                     WatchLogBounds bounds)
    : store_(store), executor_(executor), bounds_(bounds), newest_(newest), logs_(kinds) {
  for (Log& log : logs_) log.floor = newest;
}

void WatchLoop::skipTo(Revision newest) {
  newest_ = newest;
  for (Log& log : logs_) {
    log.events.clear();
    log.bytes = 0;
    log.floor = newest;
  }
}

WatchLoop::Log& WatchLoop::logOf(const Watcher& watcher) {
  return logs_[storedKind(*watcher.scope().kind).index];
}

void WatchLoop::onBatch(const WatchBatch& batch) {
  ++depth_;
  for (const WatchEventPtr& event : batch.events) {
    const store::Event& e = event->event();
    Log& log = logs_[e.object->kind().index];
    remember(log, event);
    offerLive(log, "", event);
    const std::string_view key = e.key;
    if (const size_t slash = key.find('/'); slash != std::string_view::npos)
      offerLive(log, key.substr(0, slash + 1), event);
    offerLive(log, key, event);
  }
  newest_ = batch.revision;
  forgetLater();
  const auto waiting = std::exchange(waitingSync_, {});
  for (Watcher* watcher : waiting) giveSynced(*watcher);
  for (Watcher* watcher : touched_) watcher->flush();
  touched_.clear();
  --depth_;
  bury();
  tellWaiters();
  noteIdle();
}

void WatchLoop::remember(Log& log, const WatchEventPtr& event) {
  log.events.push_back(event);
  log.bytes += event->event().object->json().size();
  while (log.events.size() > bounds_.events || log.bytes > bounds_.bytes) forgetOldest(log);
}

void WatchLoop::forgetOldest(Log& log) {
  const store::Event& oldest = log.events.front()->event();
  log.floor = oldest.revision;
  log.bytes -= oldest.object->json().size();
  log.events.pop_front();
}

size_t WatchLoop::logged() const {
  size_t events = 0;
  for (const Log& log : logs_) events += log.events.size();
  return events;
}

void WatchLoop::forgetLater() {
  if (std::exchange(forgetting_, true)) return;
  executor_.after(kForgetEvery, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->forgetOld();
  });
}

void WatchLoop::forgetOld() {
  Revision upTo = std::exchange(old_, newest_);
  for (const auto& [watcher, owner] : watchers_)
    if (watcher->state_ != Watcher::State::Live) upTo = std::min(upTo, watcher->after_);
  for (Log& log : logs_)
    while (!log.events.empty() && log.events.front()->event().revision <= upTo) forgetOldest(log);
  forgetting_ = false;
  if (logged() > 0) forgetLater();
}

void WatchLoop::offerLive(Log& log, std::string_view place, const WatchEventPtr& event) {
  const auto found = log.places.find(place);
  if (found == log.places.end()) return;
  const Revision revision = event->event().revision;
  for (Watcher* watcher : found->second) {
    if (watcher->state_ != Watcher::State::Live || revision <= watcher->after_) continue;
    offer(*watcher, event);
    if (touched_.empty() || touched_.back() != watcher) touched_.push_back(watcher);
    if (watcher->state_ == Watcher::State::Live && watcher->full()) {
      watcher->state_ = Watcher::State::Log;
      watcher->after_ = revision;
    }
  }
}

void WatchLoop::offer(Watcher& watcher, const WatchEventPtr& event) {
  const WatchEventPtr shown = shownAs(*watcher.scope().kind, event);
  const Seen seen = watcher.see(shown->event());
  if (seen != Seen::Nothing) watcher.take(seen, shown);
}

void WatchLoop::add(std::shared_ptr<Watcher> added, const WatchStart& start) {
  Watcher& watcher = *added;
  watchers_.emplace(&watcher, std::move(added));
  logOf(watcher).places[watcher.range().from].push_back(&watcher);
  ++depth_;
  begin(watcher, start);
  advance(watcher);
  --depth_;
  bury();
}

void WatchLoop::begin(Watcher& watcher, const WatchStart& start) {
  if (start.initial) {
    const store::WorldPtr world = store_.world();
    watcher.state_ = Watcher::State::Initial;
    watcher.after_ = world->revision;
    watcher.items_ = world->of(storedKind(*watcher.scope().kind));
    watcher.next_ = watcher.items_.begin(watcher.range().from);
    watcher.syncedAt_ = std::max(world->revision, start.after.value_or(0));
  } else {
    beginAfter(watcher, start.after ? *start.after : store_.world()->revision);
  }
}

void WatchLoop::beginAfter(Watcher& watcher, Revision after) {
  watcher.state_ = Watcher::State::Log;
  watcher.after_ = after;
  if (after >= logOf(watcher).floor) return;
  // Older than this loop's log. What the store remembers reaches at least up to this World, and so to our
  // log.
  const Revision reached = store_.world()->revision;
  auto history = store_.history(storedKind(*watcher.scope().kind), after);
  if (!history) {
    end(watcher, Failure(std::move(history).error()));
    return;
  }
  watcher.state_ = Watcher::State::Backlog;
  watcher.backlog_ = std::move(*history);
  watcher.after_ = std::max(reached, watcher.backlog_.empty() ? 0 : watcher.backlog_.back().revision);
}

void WatchLoop::resume(Watcher& watcher) {
  if (watcher.state_ == Watcher::State::Live) return;
  ++depth_;
  advance(watcher);
  --depth_;
  bury();
}

void WatchLoop::advance(Watcher& watcher) {
  while (!watcher.full()) {
    switch (watcher.state_) {
      case Watcher::State::Initial:
        advanceInitial(watcher);
        break;
      case Watcher::State::Backlog:
        advanceBacklog(watcher);
        break;
      case Watcher::State::Log:
        advanceLog(watcher);
        break;
      case Watcher::State::Live:
        watcher.flush();
        return;
      case Watcher::State::Ended:
        return;
    }
  }
  watcher.flush();
}

void WatchLoop::advanceInitial(Watcher& watcher) {
  const KeyRange& range = watcher.range();
  for (auto& next = watcher.next_; next && (range.to.empty() || next.key() < range.to); next.next()) {
    if (watcher.full()) return;
    const api::EncodedPtr object = toServed(*watcher.scope().kind, next.value());
    if (watcher.matchesInitial(*object)) watcher.takeInitial(next.sharedKey(), object);
    if (watcher.state_ == Watcher::State::Ended) return;
  }
  watcher.next_ = {};
  watcher.items_ = {};
  watcher.state_ = Watcher::State::Log;
  giveSynced(watcher);
}

// Says that the initial objects are all there, now or when the version that was asked for has come.
void WatchLoop::giveSynced(Watcher& watcher) {
  if (!watcher.syncedAt_ || watcher.state_ == Watcher::State::Ended) return;
  const bool live = watcher.state_ == Watcher::State::Live;
  const Revision has = live ? std::max(watcher.after_, newest_) : watcher.after_;
  if (has < *watcher.syncedAt_) {
    if (std::find(waitingSync_.begin(), waitingSync_.end(), &watcher) == waitingSync_.end())
      waitingSync_.push_back(&watcher);
    return;
  }
  watcher.syncedAt_.reset();
  watcher.synced(has);
  watcher.flush();
}

void WatchLoop::advanceBacklog(Watcher& watcher) {
  while (watcher.backlogNext_ < watcher.backlog_.size()) {
    if (watcher.full()) return;
    store::Event& event = watcher.backlog_[watcher.backlogNext_++];
    if (watcher.range().contains(event.key))
      offer(watcher, std::make_shared<const WatchEvent>(std::move(event)));
    if (watcher.state_ == Watcher::State::Ended) return;
  }
  dropRoom(watcher.backlog_);
  watcher.state_ = Watcher::State::Log;
}

void WatchLoop::advanceLog(Watcher& watcher) {
  const Log& log = logOf(watcher);
  if (watcher.after_ < log.floor) {
    end(watcher,
        Failure(expired(fmt::format("too old resource version: {} ({})", watcher.after_, log.floor))));
    return;
  }
  for (auto it = firstAfter(log.events, watcher.after_); it != log.events.end(); ++it) {
    if (watcher.full()) return;
    if (watcher.range().contains((*it)->event().key)) offer(watcher, *it);
    if (watcher.state_ == Watcher::State::Ended) return;
    watcher.after_ = (*it)->event().revision;
  }
  watcher.after_ = std::max(watcher.after_, newest_);
  watcher.state_ = Watcher::State::Live;
  giveSynced(watcher);
}

void WatchLoop::bookmark(Watcher& watcher) {
  if (watcher.state_ != Watcher::State::Live || watcher.full() || watcher.syncedAt_) return;
  if (newest_ < watcher.after_) return;  // it starts in the future
  ++depth_;
  watcher.bookmark(newest_);
  watcher.flush();
  --depth_;
  bury();
}

void WatchLoop::end(Watcher& watcher, const Result<>& why) {
  if (watcher.state_ == Watcher::State::Ended) return;
  watcher.flush();
  watcher.end(why);
  remove(watcher);
}

void WatchLoop::remove(Watcher& watcher) {
  const auto it = watchers_.find(&watcher);
  if (it == watchers_.end()) return;
  watcher.state_ = Watcher::State::Ended;
  removed_.push_back(std::move(it->second));
  watchers_.erase(it);
  bury();
}

// Drops removed watchers once nobody is in the middle of a list that names them.
void WatchLoop::bury() {
  if (depth_ > 0) return;
  const auto removed = std::exchange(removed_, {});
  for (const auto& watcher : removed) {
    auto& places = logOf(*watcher).places;
    const auto place = places.find(watcher->range().from);
    SM_ASSERT(place != places.end());
    std::erase(place->second, watcher.get());
    if (place->second.empty()) places.erase(place);
    std::erase(waitingSync_, watcher.get());
  }
}

void WatchLoop::whenReached(Revision revision, Duration patience, std::function<void(bool)> then) {
  if (newest_ >= revision) {
    then(true);
    return;
  }
  auto waiter = std::make_shared<Waiter>();
  waiter->then = std::move(then);
  const auto place = waiters_.emplace(revision, waiter);
  waiter->timer = executor_.after(patience, [self = shared_from_this(), place] {
    const auto late = place->second;
    self->waiters_.erase(place);
    late->then(false);
  });
}

void WatchLoop::tellWaiters() {
  while (!waiters_.empty() && waiters_.begin()->first <= newest_) {
    const auto waiter = waiters_.begin()->second;
    waiters_.erase(waiters_.begin());
    executor_.cancel(waiter->timer);
    waiter->then(true);
  }
}

}  // namespace seamark::apiserver
