// WatchLoop: the watches of one event loop. It keeps the newest events of every kind in a bounded log; a
// watcher is a cursor and a filter over it, not a queue.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "apiserver/watcher.h"
#include "base/executor.h"
#include "base/text_map.h"

namespace seamark::apiserver {

// The events of one group commit, shared by all loops.
struct WatchBatch {
  std::vector<WatchEventPtr> events;
  store::Revision revision = 0;
};

// How far back a loop's log of one kind goes at most, and so how far a slow watcher may fall behind. What everybody here
// has got stays a few seconds, for those who begin again; older events come from the store.
struct WatchLogBounds {
  size_t events = 8192;
  size_t bytes = size_t{64} << 20;  // of the events' objects as JSON
};

// Lives on its executor, but for the constructor. A watcher that falls behind reads the log from where it
// stands; one that the log has overtaken is ended with 410 Expired.
class WatchLoop : public std::enable_shared_from_this<WatchLoop> {
 public:
  // The batches given to onBatch() start after `newest`.
  WatchLoop(store::Store& store, Executor& executor, size_t kinds, store::Revision newest,
            WatchLogBounds bounds);

  Executor& executor() { return executor_; }
  void onBatch(const WatchBatch& batch);
  // Goes on after `newest`: batches up to there were not given to it while it was idle.
  void skipTo(store::Revision newest);
  // Nobody here has to learn of a batch, and none is on its way. Any thread.
  bool idle() const { return idle_.load(std::memory_order_acquire) && underway_ == 0; }
  // A watcher or waiter is about to come. Until the next batch has been seen without one, this is not idle.
  void expectSomebody() { idle_.store(false, std::memory_order_release); }
  // Around a task that brings batches.
  void notePosted() { ++underway_; }
  void noteTaken() { --underway_; }

  // Starts `watcher`: it gets its first calls before this returns.
  void add(std::shared_ptr<Watcher> watcher, const WatchStart& start);
  // A watcher that was full can take more.
  void resume(Watcher& watcher);
  // No call to the watcher any more; the loop's reference to it is dropped. Also within a call to it.
  void remove(Watcher& watcher);
  // Ends the watcher in good order: its time is over.
  void finish(Watcher& watcher) { end(watcher, {}); }
  // Gives the watcher a bookmark if there is nothing that it has not got.
  void bookmark(Watcher& watcher);
  size_t watchers() const { return watchers_.size(); }
  // How many events the log holds.
  size_t logged() const;

  // Calls `then` with true once the store has come to `revision`, false after `patience`.
  void whenReached(store::Revision revision, Duration patience, std::function<void(bool)> then);

 private:
  struct Log {
    std::deque<WatchEventPtr> events;
    size_t bytes = 0;
    store::Revision floor = 0;  // every event after this one is in `events`
    // Watchers by where their range starts: "" (all), "ns/", or "ns/name". An event concerns three of them.
    TextMap<std::vector<Watcher*>> places;
  };
  struct Waiter {
    std::function<void(bool)> then;
    Executor::Timer timer{};
  };

  Log& logOf(const Watcher& watcher);
  void remember(Log& log, const WatchEventPtr& event);
  static void forgetOldest(Log& log);
  void forgetLater();
  void forgetOld();
  void begin(Watcher& watcher, const WatchStart& start);
  void beginAfter(Watcher& watcher, store::Revision after);
  void advance(Watcher& watcher);
  void advanceInitial(Watcher& watcher);
  void advanceBacklog(Watcher& watcher);
  void advanceLog(Watcher& watcher);
  void giveSynced(Watcher& watcher);
  void offer(Watcher& watcher, const WatchEventPtr& event);
  void offerLive(Log& log, std::string_view place, const WatchEventPtr& event);
  void tellWaiters();
  void end(Watcher& watcher, const Result<>& why);
  void bury();

  void noteIdle() { idle_.store(watchers_.empty() && waiters_.empty(), std::memory_order_release); }

  store::Store& store_;
  Executor& executor_;
  const WatchLogBounds bounds_;
  store::Revision newest_;  // every batch up to here has been seen
  std::vector<Log> logs_;   // by Kind::index
  std::unordered_map<Watcher*, std::shared_ptr<Watcher>> watchers_;
  std::vector<Watcher*> touched_;      // got events of the batch at hand: to be flushed
  std::vector<Watcher*> waitingSync_;  // live, but asked for a version that is still to come
  store::Revision old_ = 0;            // events up to here are to be forgotten the next time
  bool forgetting_ = false;            // a timer runs for forgetOld()
  int depth_ = 0;                      // within calls to watchers: removals wait
  std::vector<std::shared_ptr<Watcher>> removed_;
  std::multimap<store::Revision, std::shared_ptr<Waiter>> waiters_;
  std::atomic<bool> idle_ = false;
  std::atomic<int> underway_ = 0;
};

}  // namespace seamark::apiserver
