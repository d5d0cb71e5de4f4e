// SPDX-License-Identifier: Apache-2.0
#include "client/reflector.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/log.h"

namespace seamark::client {

namespace {
// A stream that lived this long was a healthy one: the next failure starts the back-off anew.
constexpr Duration kHealthyAfter = std::chrono::seconds(5);
}  // namespace

struct Reflector::Impl : std::enable_shared_from_this<Impl> {
  Carrier& carrier;
  const api::Kind& kind;
  const ReflectorOptions options;
  const ReflectorSink sink;
  std::optional<Carrier::Watch> watch;
  std::vector<ObjectPtr> initial;  // gathered until the bookmark that ends the initial list
  std::string version;             // empty: the whole state is still wanted
  bool streaming = true;           // false: the server does not know sendInitialEvents
  bool stopped = false;
  bool failing = false;  // a failure has been logged since the last success
  int failures = 0;
  uint64_t generation = 0;  // of the stream: answers of an older one are dropped
  SteadyTime opened{};
  Executor::Timer retry = Executor::Timer::None;
  std::optional<SeededRandom> own;

  Impl(Carrier& c, const api::Kind& k, ReflectorOptions o, ReflectorSink s)
      : carrier(c), kind(k), options(std::move(o)), sink(std::move(s)) {
    if (!options.random) {
      const auto seed = static_cast<uint64_t>(carrier.executor().clock().steady().time_since_epoch().count());
      own.emplace(seed ^ (kind.index * 0x9e3779b97f4a7c15ULL));
    }
  }

  void open() {
    ++generation;
    initial.clear();
    opened = carrier.executor().clock().steady();
    if (version.empty() && !streaming) return openList();
    WatchOptions wanted{options.ns, options.labelSelector, options.fieldSelector, version};
    WatchSink into{.onEvents =
                       [weak = weak_from_this(), mine = generation](std::vector<WatchEvent> events) {
                         if (auto self = weak.lock(); self && self->current(mine))
                           self->receive(std::move(events));
                       },
                   .onEnd =
                       [weak = weak_from_this(), mine = generation](const Result<>& why) {
                         if (auto self = weak.lock(); self && self->current(mine)) self->ended(why);
                       }};
    watch = carrier.watch(kind, std::move(wanted), std::move(into));
  }

  bool current(uint64_t mine) const { return !stopped && mine == generation; }

  // For servers that refuse sendInitialEvents: LIST, then WATCH from its version.
  void openList() {
    carrier.list(kind, {options.ns, options.labelSelector, options.fieldSelector},
                 [weak = weak_from_this(), mine = generation](Result<ObjectList> list) {
                   auto self = weak.lock();
                   if (!self || !self->current(mine)) return;
                   if (!list) return self->failed(list.error());
                   self->replace(std::move(list->items), list->resourceVersion);
                   if (self->current(mine)) self->open();
                 });
  }

  void receive(std::vector<WatchEvent> events) {
    const uint64_t mine = generation;
    if (std::exchange(failing, false)) log::info("Watch is back", {{"resource", kind.resource().text()}});
    auto from = events.begin();
    if (version.empty()) {
      while (from != events.end() && !from->initialEventsEnd) {
        if (from->object) initial.push_back(std::move(from->object));
        ++from;
      }
      if (from == events.end()) return;
      const std::string end = from->resourceVersion;
      ++from;
      replace(std::exchange(initial, {}), end);
      if (!current(mine)) return;
    }
    events.erase(events.begin(), from);
    if (events.empty()) return;
    if (!events.back().resourceVersion.empty()) version = events.back().resourceVersion;
    sink.onChanges(events);
  }

  void replace(std::vector<ObjectPtr> all, const std::string& at) {
    version = at;
    failures = 0;
    sink.onReplace(std::move(all), at);
  }

  void ended(const Result<>& why) {
    watch.reset();
    const bool healthy = carrier.executor().clock().steady() - opened >= kHealthyAfter;
    if (healthy) {
      failures = 0;
      failing = false;
    }
    if (!why) return failed(why.error());
    if (healthy) return open();
    again();  // closed at once though nothing was wrong: not in a tight circle
  }

  void failed(const Status& why) {
    if (why.code == 410 || why.is("Expired") || why.is("Gone")) {
      log::info("Watch starts anew", {{"resource", kind.resource().text()}, {"reason", why.message}});
      version.clear();
      return again();
    }
    if (version.empty() && streaming && (why.code == 400 || why.code == 422)) {
      streaming = false;
      return again();
    }
    if (!failing)
      log::warning("Watch failed, trying again",
                   {{"resource", kind.resource().text()}, {"code", why.code}, {"error", why.message}});
    failing = true;
    again();
  }

  // Doubling, with up to half of it again at random, so that many clients do not come back at one moment.
  void again() {
    Duration delay = options.firstBackoff;
    for (int i = 0; i < failures && delay < options.longestBackoff; ++i) delay *= 2;
    delay = std::min(delay, options.longestBackoff);
    ++failures;
    Random& random = options.random ? *options.random : static_cast<Random&>(*own);
    delay += Duration(static_cast<int64_t>(random.below(static_cast<uint64_t>(delay.count()) / 2 + 1)));
    ++generation;
    retry = carrier.executor().after(delay, [weak = weak_from_this()] {
      auto self = weak.lock();
      if (!self || self->stopped) return;
      self->retry = Executor::Timer::None;
      self->open();
    });
  }

  void stop() {
    stopped = true;
    if (watch) carrier.stop(*watch);
    if (retry != Executor::Timer::None) carrier.executor().cancel(retry);
  }
};

Reflector::Reflector(Carrier& carrier, const api::Kind& kind, ReflectorOptions options, ReflectorSink sink)
    : impl_(std::make_shared<Impl>(carrier, kind, std::move(options), std::move(sink))) {}
Reflector::~Reflector() {
  impl_->stop();
}
void Reflector::start() {
  impl_->open();
}

}  // namespace seamark::client
