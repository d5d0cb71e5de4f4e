// Engine: a store with one owner over any Backend. It holds the World and the history in memory and decides
// every write itself, so the backend is only asked to make rows durable.
//
// Threads: on its own thread (a backend that waits for a disk), or on the threads of its callers, one at a
// time (nothing to wait for: deterministic for tests).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "store/backend.h"
#include "store/decide.h"
#include "store/history_log.h"

namespace seamark::store {

enum class Threading : uint8_t { OwnThread, Caller };

struct EngineOptions {
  std::span<const api::Kind* const> kinds;  // kinds[i]->index == i
  Retention retention;
  Threading threading = Threading::OwnThread;
  size_t queue = 4096;  // transactions that may wait; more are refused with 429
};

class Engine final : public Store {
 public:
  // Reads everything that `backend` keeps. Fails as the backend does, or when a row cannot be decoded.
  static Result<std::unique_ptr<Engine>> open(std::unique_ptr<Backend> backend, const Clock& clock,
                                              EngineOptions options);
  // Writes what waits, then stops. Nobody may call the store any more.
  ~Engine() override;

  WorldPtr world() const override;
  void barrier(std::function<void(Result<>)> then) override { then({}); }
  void commit(Transaction transaction, std::function<void(Outcome)> then) override;
  std::pair<Subscription, WorldPtr> subscribe(Observer observer) override;
  void unsubscribe(Subscription subscription) override;
  Result<std::vector<Event>> history(const api::Kind& kind, Revision after) const override;
  Result<Collection> collectionAt(const api::Kind& kind, Revision revision) const override;
  void compact(Revision revision, std::function<void(Result<>)> then) override;

 private:
  struct Pending {
    Transaction transaction;
    std::function<void(Outcome)> then;
  };
  struct Compaction {
    Revision upTo;
    std::function<void(Result<>)> then;
  };

  Engine(std::unique_ptr<Backend> backend, const Clock& clock, EngineOptions options);
  Result<> load();
  // One turn: everything that waits in one transaction, and what is to be forgotten. Called by one thread at
  // a time, without locks held.
  void work(std::deque<Pending> taken, std::vector<Compaction> compactions);
  void settle();  // after a turn
  Result<> makeDurable(const Draft& draft);
  void publish(BatchPtr batch);
  bool packSome(size_t most);
  void forgetUpTo(Revision upTo);
  void noteForgotten();
  Result<> forgetSomeRows();
  Result<> forgetAllRows();
  void run();  // the store thread
  void runOnCaller();
  void housekeeping();

  std::unique_ptr<Backend> backend_;
  const Clock& clock_;
  const EngineOptions options_;

  // The working thread's own.
  std::deque<Revision> doomed_;  // rows to delete, oldest first
  Revision forgotten_ = 0;       // history is forgotten up to here
  Revision onDisk_ = 0;          // … and this is what the backend knows of it
  bool morePacking_ = false;     // packSome() has stopped early

  mutable std::mutex worldMutex_;  // the pointer only
  WorldPtr world_;

  mutable std::mutex logMutex_;  // held while a batch is published, so that log and world agree
  HistoryLog log_;

  std::mutex observersMutex_;  // held while observers are called
  std::map<uint64_t, Observer> observers_;
  uint64_t lastObserver_ = 0;

  std::mutex queueMutex_;
  std::condition_variable wake_;
  std::deque<Pending> queue_;
  std::vector<Compaction> compactions_;
  bool working_ = false;  // Threading::Caller: somebody is in work()
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace seamark::store
