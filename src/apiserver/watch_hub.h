// WatchHub: where committed writes become watch events, for HTTP watches and for our own controllers alike.
// One a server: it subscribes to the store once and hands each group commit to the WatchLoop of every event
// loop that has watches.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "apiserver/watch_loop.h"
#include "base/executor.h"
#include "base/random.h"
#include "store/store.h"

namespace seamark::apiserver {

struct WatchLimits {
  WatchLogBounds log;         // on each loop, of each kind
  size_t queued = 256 << 10;  // bytes that may wait in a watcher's connection before it has to read on
  Duration bookmarkEvery = std::chrono::minutes(1);
  // How long a request for a version that is still to come waits.
  Duration patience = std::chrono::seconds(3);
};

// Where an in-process watch delivers. Called on its executor, never inside a call to the hub; `onEnd` is the
// last call. Deleted events show the last state, also when the object has only left the selection.
struct TypedSink {
  std::function<void(std::vector<store::Event>)> onEvents;
  // Nothing up to `revision` is still to come; `initialEventsEnd`: and all that was there has been told.
  std::function<void(store::Revision revision, bool initialEventsEnd)> onBookmark;
  std::function<void(Result<>)> onEnd;
};

class WatchHub {
 public:
  // Any executor that is given to the hub must outlive it or have stopped running tasks.
  explicit WatchHub(store::Store& store, WatchLimits limits = {});
  ~WatchHub();
  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  const WatchLimits& limits() const { return limits_; }

  // The watches of `executor`. To be called on it.
  std::shared_ptr<WatchLoop> loopOf(Executor& executor);

  // Calls `then` on `executor` with true once the store's World is at least at `revision` (at once, inside
  // the call, when it is), or with false after limits().patience. To be called on `executor`.
  void whenReached(Executor& executor, store::Revision revision, std::function<void(bool)> then);

  // A watch within the process. To be called on `executor`, stop() too; no call of the sink after stop().
  enum class TypedWatch : uint64_t {};
  TypedWatch watchTyped(Executor& executor, WatchScope scope, WatchStart start, TypedSink sink);
  void stop(TypedWatch watch);

 private:
  class TypedWatcher;
  // A loop that nobody waits on is not told of writes: who comes later has them from the store.
  struct Place {
    std::shared_ptr<WatchLoop> loop;
    bool behind = false;  // batches passed it by
  };
  void onBatch(const store::BatchPtr& batch);

  store::Store& store_;
  const WatchLimits limits_;
  store::Store::Subscription subscription_{};
  std::mutex mutex_;
  store::Revision newest_ = 0;  // handed to every loop
  std::map<Executor*, Place> places_;
  uint64_t lastTyped_ = 0;
  // The loop owns the watcher, until it ends.
  std::map<TypedWatch, std::pair<std::shared_ptr<WatchLoop>, std::weak_ptr<TypedWatcher>>> typed_;
};

}  // namespace seamark::apiserver
