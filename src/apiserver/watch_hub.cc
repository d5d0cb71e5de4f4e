// Where committed writes become watch events.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/watch_hub.h"

#include <algorithm>
#include <deque>
#include <utility>
#include <variant>

namespace seamark::apiserver {

// Collects what the loop gives and hands it over in a task of its own, so that a sink is never called inside
// a call of its owner.
class WatchHub::TypedWatcher final : public Watcher, public std::enable_shared_from_this<TypedWatcher> {
 public:
  TypedWatcher(Executor& executor, WatchScope scope, TypedSink sink)
      : Watcher(std::move(scope)), executor_(executor), sink_(std::move(sink)) {}

  // Not parsed here: who takes the event does that, and of a large collection the parsed forms do not last
  // until then.
  void takeInitial(const SharedText& key, const api::EncodedPtr& object) override {
    events().push_back({store::EventType::Added, object->revision(), key, object, nullptr});
  }
  void take(Seen seen, const WatchEventPtr& event) override {
    static constexpr store::EventType kTypes[] = {store::EventType::Added, store::EventType::Modified,
                                                  store::EventType::Deleted};
    const store::Event& e = event->event();
    events().push_back(
        {kTypes[static_cast<size_t>(seen) - 1], e.revision, e.key, event->object(seen), e.previous});
  }
  void synced(store::Revision revision) override { push(Mark{revision, true}); }
  void bookmark(store::Revision revision) override { push(Mark{revision, false}); }
  void end(const Result<>& why) override { push(why); }
  bool full() const override { return false; }

  void silence() { stopped_ = true; }

 private:
  struct Mark {
    store::Revision revision;
    bool initialEventsEnd;
  };
  using Events = std::vector<store::Event>;
  using Item = std::variant<Events, Mark, Result<>>;

  void push(Item item) {
    items_.push_back(std::move(item));
    if (posted_) return;
    posted_ = true;
    executor_.post([self = shared_from_this()] { self->deliver(); });
  }
  Events& events() {
    if (items_.empty() || !std::holds_alternative<Events>(items_.back())) push(Events{});
    return std::get<Events>(items_.back());
  }
  void deliver() {
    posted_ = false;
    for (auto items = std::exchange(items_, {}); !items.empty() && !stopped_; items.pop_front()) {
      Item& item = items.front();
      if (auto* some = std::get_if<Events>(&item))
        sink_.onEvents(std::move(*some));
      else if (auto* mark = std::get_if<Mark>(&item))
        sink_.onBookmark(mark->revision, mark->initialEventsEnd);
      else
        sink_.onEnd(std::move(std::get<Result<>>(item)));
    }
  }

  Executor& executor_;
  TypedSink sink_;
  std::deque<Item> items_;
  bool posted_ = false, stopped_ = false;
};

WatchHub::WatchHub(store::Store& store, WatchLimits limits) : store_(store), limits_(limits) {
  auto [subscription, world] = store_.subscribe([this](const store::BatchPtr& batch) { onBatch(batch); });
  subscription_ = subscription;
  std::lock_guard lock(mutex_);
  newest_ = std::max(newest_, world->revision);  // a batch may have come already
}

WatchHub::~WatchHub() {
  store_.unsubscribe(subscription_);
}

void WatchHub::onBatch(const store::BatchPtr& batch) {
  std::vector<std::pair<Executor*, std::shared_ptr<WatchLoop>>> waiting;
  {
    const std::lock_guard lock(mutex_);
    newest_ = batch->world->revision;
    for (auto& [executor, place] : places_) {
      if (place.loop->idle()) {
        place.behind = true;
        continue;
      }
      place.loop->notePosted();
      waiting.emplace_back(executor, place.loop);
    }
  }
  if (waiting.empty()) return;
  const auto events = std::make_shared<WatchBatch>();
  events->revision = batch->world->revision;
  events->events.reserve(batch->events.size());
  for (const store::Event& event : batch->events)
    events->events.push_back(std::make_shared<const WatchEvent>(event));
  for (auto& [executor, loop] : waiting)
    executor->post([to = std::move(loop), events] {
      to->onBatch(*events);
      to->noteTaken();
    });
}

std::shared_ptr<WatchLoop> WatchHub::loopOf(Executor& executor) {
  const std::lock_guard lock(mutex_);
  Place& place = places_[&executor];
  if (!place.loop)
    place.loop = std::make_shared<WatchLoop>(store_, executor, store_.world()->collections.size(), newest_,
                                             limits_.log);
  // From here on batches are posted to it.
  place.loop->expectSomebody();
  if (std::exchange(place.behind, false)) place.loop->skipTo(newest_);
  return place.loop;
}

void WatchHub::whenReached(Executor& executor, store::Revision revision, std::function<void(bool)> then) {
  if (store_.world()->revision >= revision)
    then(true);
  else
    loopOf(executor)->whenReached(revision, limits_.patience, std::move(then));
}

WatchHub::TypedWatch WatchHub::watchTyped(Executor& executor, WatchScope scope, WatchStart start,
                                          TypedSink sink) {
  auto loop = loopOf(executor);
  auto watcher = std::make_shared<TypedWatcher>(executor, std::move(scope), std::move(sink));
  TypedWatch watch{};
  {
    std::lock_guard lock(mutex_);
    watch = TypedWatch{++lastTyped_};
    typed_.emplace(watch, std::pair(loop, watcher));
  }
  loop->add(watcher, start);
  return watch;
}

void WatchHub::stop(TypedWatch watch) {
  std::unique_lock lock(mutex_);
  const auto found = typed_.find(watch);
  if (found == typed_.end()) return;
  const auto [loop, weak] = std::move(found->second);
  typed_.erase(found);
  lock.unlock();
  const auto watcher = weak.lock();
  if (!watcher) return;  // it has ended by itself
  watcher->silence();
  loop->remove(*watcher);
}

}  // namespace seamark::apiserver
