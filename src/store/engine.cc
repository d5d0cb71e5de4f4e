// The store with one owner.
// SPDX-License-Identifier: Apache-2.0
#include "store/engine.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <chrono>

#include "base/assert.h"
#include "base/log.h"
#include "store/load.h"

namespace seamark::store {
namespace {

// An empty store's revision, as etcd's is: "0" means something else to clients. The first write gets 2.
constexpr Revision kFirstRevision = 1;
// Rows deleted in one transaction: some milliseconds of work.
constexpr size_t kForgetAtOnce = 512;
// And what every commit deletes beside twice the rows that it adds, while there is so much to delete.
constexpr size_t kForgetAlong = 4;
// How often an idle store looks for what has grown too old.
constexpr std::chrono::seconds kTick{1};

// A version superseded this long ago is packed: watches that begin again do so from younger ones.
constexpr std::chrono::seconds kColdAfter{3};
// Packed at once by an idle store (a few milliseconds), with a pause between; a store that is never idle packs
// along with what it commits when this many wait.
constexpr size_t kPackAtOnce = 256, kPackAlongFrom = 64;
constexpr std::chrono::milliseconds kPackPause{10};

Outcome failed(Status why) {
  Outcome outcome;
  outcome.failure = std::move(why);
  return outcome;
}

}  // namespace

Engine::Engine(std::unique_ptr<Backend> backend, const Clock& clock, EngineOptions options)
    : backend_(std::move(backend)),
      clock_(clock),
      options_(options),
      log_(options.kinds.size(), options.retention, 0) {}

Result<std::unique_ptr<Engine>> Engine::open(std::unique_ptr<Backend> backend, const Clock& clock,
                                             EngineOptions options) {
  for (size_t i = 0; i < options.kinds.size(); ++i) SM_ASSERT(options.kinds[i]->index == i);
  std::unique_ptr<Engine> engine(new Engine(std::move(backend), clock, options));
  CHECKED(engine->load());
  if (options.threading == Threading::OwnThread) {
    engine->thread_ = std::thread([self = engine.get()] { self->run(); });
    pthread_setname_np(engine->thread_.native_handle(), "store");
  }
  return engine;
}

Engine::~Engine() {
  {
    std::lock_guard lock(queueMutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Result<> Engine::load() {
  TRY(Loaded loaded, loadAll(*backend_, options_.kinds));
  loaded.world.revision = std::max(loaded.world.revision, kFirstRevision);
  log_ = HistoryLog(options_.kinds.size(), options_.retention, loaded.compacted);
  const SteadyTime now = clock_.steady();
  for (; !loaded.events.empty(); loaded.events.pop_front()) {
    Event& event = loaded.events.front();
    const size_t kind = event.object->kind().index, bytes = event.object->json().size();
    log_.append(kind, std::move(event), bytes, now);
  }
  doomed_ = std::move(loaded.doomed);
  onDisk_ = loaded.compacted;
  log_.trim(now, doomed_);
  noteForgotten();
  world_ = std::make_shared<const World>(std::move(loaded.world));
  return {};
}

WorldPtr Engine::world() const {
  std::lock_guard lock(worldMutex_);
  return world_;
}

void Engine::commit(Transaction transaction, std::function<void(Outcome)> then) {
  {
    std::unique_lock lock(queueMutex_);
    if (queue_.size() >= options_.queue) {
      lock.unlock();
      then(failed(tooManyRequests("Too many requests, please try again later.", 1)));
      return;
    }
    queue_.push_back({std::move(transaction), std::move(then)});
  }
  if (options_.threading == Threading::Caller)
    runOnCaller();
  else
    wake_.notify_one();
}

std::pair<Store::Subscription, WorldPtr> Engine::subscribe(Observer observer) {
  std::lock_guard lock(observersMutex_);
  observers_.emplace(++lastObserver_, std::move(observer));
  return {Subscription{lastObserver_}, world()};
}

void Engine::unsubscribe(Subscription subscription) {
  std::lock_guard lock(observersMutex_);
  observers_.erase(static_cast<uint64_t>(subscription));
}

Result<std::vector<Event>> Engine::history(const api::Kind& kind, Revision after) const {
  std::lock_guard lock(logMutex_);
  return log_.after(kind.index, after);
}

Result<Collection> Engine::collectionAt(const api::Kind& kind, Revision revision) const {
  std::lock_guard lock(logMutex_);
  return log_.collectionAt(kind.index, revision, world()->of(kind));
}

void Engine::compact(Revision revision, std::function<void(Result<>)> then) {
  {
    std::lock_guard lock(queueMutex_);
    compactions_.push_back({revision, std::move(then)});
  }
  if (options_.threading == Threading::Caller)
    runOnCaller();
  else
    wake_.notify_one();
}

void Engine::run() {
  std::unique_lock lock(queueMutex_);
  while (true) {
    wake_.wait_for(lock, morePacking_ ? Duration(kPackPause) : Duration(kTick),
                   [this] { return stopping_ || !queue_.empty() || !compactions_.empty(); });
    if (stopping_ && queue_.empty() && compactions_.empty()) return;
    auto taken = std::move(queue_);
    auto compactions = std::move(compactions_);
    queue_.clear();
    compactions_.clear();
    lock.unlock();
    if (!taken.empty() || !compactions.empty())
      work(std::move(taken), std::move(compactions));
    else if (morePacking_ = packSome(kPackAtOnce); !morePacking_)
      housekeeping();
    settle();
    lock.lock();
  }
}

void Engine::runOnCaller() {
  std::unique_lock lock(queueMutex_);
  if (working_) return;  // whoever works takes ours too
  working_ = true;
  while (!queue_.empty() || !compactions_.empty()) {
    auto taken = std::move(queue_);
    auto compactions = std::move(compactions_);
    queue_.clear();
    compactions_.clear();
    lock.unlock();
    work(std::move(taken), std::move(compactions));
    settle();
    lock.lock();
  }
  working_ = false;
}

void Engine::settle() {
  std::unique_lock lock(queueMutex_);
  const bool busy = !queue_.empty();
  lock.unlock();
  backend_->settle(busy);
}

void Engine::work(std::deque<Pending> taken, std::vector<Compaction> compactions) {
  if (!taken.empty()) {
    Draft draft(*world());
    std::vector<Outcome> outcomes;
    outcomes.reserve(taken.size());
    for (Pending& pending : taken) outcomes.push_back(draft.decide(pending.transaction));
    // Also a mismatch waits for the disk: it may rest on a write of this very batch.
    if (!draft.empty()) {
      if (auto durable = makeDurable(draft); durable)
        publish(draft.finish());
      else
        std::fill(outcomes.begin(), outcomes.end(), failed(durable.error()));
    }
    for (size_t i = 0; i < taken.size(); ++i) taken[i].then(std::move(outcomes[i]));
    if (log_.hasCold(clock_.steady() - kColdAfter, kPackAlongFrom)) packSome(2 * taken.size());
  }
  for (Compaction& compaction : compactions) {
    forgetUpTo(compaction.upTo);
    compaction.then(forgetAllRows());
  }
}

Result<> Engine::makeDurable(const Draft& draft) {
  if (!backend_->keepsRows()) return {};
  Changes changes;
  changes.rows.reserve(draft.events().size());
  std::deque<std::string> texts;  // of objects that do not keep theirs in one piece
  for (const Event& event : draft.events())
    changes.rows.push_back({event.revision, event.type, &event.object->kind(), event.key,
                            event.object->json().inOnePiece(texts.emplace_back())});
  // A store that is never idle forgets along the way, faster than it grows. A row to be deleted costs more than
  // one to be appended (it lies anywhere), so a single write is not made to pay for a burst of long ago.
  const size_t along =
      doomed_.size() < kForgetAtOnce ? 0 : std::min(doomed_.size(), kForgetAlong + 2 * changes.rows.size());
  changes.forgotten.assign(doomed_.begin(), doomed_.begin() + static_cast<ptrdiff_t>(along));
  changes.compacted = forgotten_;
  if (auto durable = backend_->commit(changes); !durable)
    return Failure(internalError(std::move(durable.error().message)));
  doomed_.erase(doomed_.begin(), doomed_.begin() + static_cast<ptrdiff_t>(along));
  onDisk_ = forgotten_;
  return {};
}

void Engine::publish(BatchPtr batch) {
  WorldPtr before;  // destroyed without the locks
  // A subscriber sees the World before the swap and then this batch, or the World after it and not the batch.
  std::lock_guard observers(observersMutex_);
  {
    std::lock_guard lock(logMutex_);
    const SteadyTime now = clock_.steady();
    for (const Event& event : batch->events) {
      const size_t bytes = backend_->keepsRows() ? event.object->json().size() : 0;
      log_.append(event.object->kind().index, event, bytes, now);
    }
    log_.trim(now, doomed_);
    noteForgotten();
    std::lock_guard pointer(worldMutex_);
    before = std::exchange(world_, batch->world);
  }
  for (auto& [id, observer] : observers_) observer(batch);
}

// Only this thread changes the log, so that it reads it without the lock. True: there is more.
bool Engine::packSome(size_t most) {
  const SteadyTime before = clock_.steady() - kColdAfter;
  for (size_t i = 0; i < most; ++i) {
    if (!log_.hasCold(before)) return false;
    const auto cold = log_.lookAtNext();
    if (!cold) continue;
    const api::EncodedPtr packed = api::EncodedObject::packed(*cold->version, cold->base);
    if (!packed) continue;
    const std::lock_guard lock(logMutex_);
    log_.replace(*cold, packed);
  }
  return true;
}

// With logMutex_ held.
void Engine::noteForgotten() {
  forgotten_ = log_.compacted();
  if (!backend_->keepsRows()) {
    doomed_.clear();
    onDisk_ = forgotten_;
  }
}

void Engine::forgetUpTo(Revision upTo) {
  std::lock_guard lock(logMutex_);
  log_.forget(std::min(upTo, world()->revision), doomed_);
  noteForgotten();
}

void Engine::housekeeping() {
  {
    std::lock_guard lock(logMutex_);
    log_.trim(clock_.steady(), doomed_);
    noteForgotten();
  }
  // One small transaction a tick; what a burst leaves behind is gone before long, and a writer waits for at
  // most one. Nothing to do costs nothing.
  if (doomed_.empty()) return;
  if (auto forgot = forgetSomeRows(); !forgot)
    log::warning("old history was not deleted; trying again", {{"reason", forgot.error().message}});
}

Result<> Engine::forgetSomeRows() {
  const auto end = doomed_.begin() + static_cast<ptrdiff_t>(std::min(doomed_.size(), kForgetAtOnce));
  CHECKED(backend_->commit({.rows = {}, .forgotten = {doomed_.begin(), end}, .compacted = forgotten_}));
  doomed_.erase(doomed_.begin(), end);
  onDisk_ = forgotten_;
  return {};
}

Result<> Engine::forgetAllRows() {
  while (!doomed_.empty() || onDisk_ < forgotten_) CHECKED(forgetSomeRows());
  return {};
}

}  // namespace seamark::store
