// SPDX-License-Identifier: Apache-2.0
#include "client/work_queue.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/assert.h"
#include "client/queue_metrics.h"

namespace seamark::client {

namespace {
// How often the time that unfinished work has taken is told, as client-go does.
constexpr Duration kLookEvery = std::chrono::milliseconds(500);
}  // namespace

// A key is in `queued` (with its place in `order`) or not; while it runs, an add only marks it `dirty`.
struct WorkQueue::Impl : std::enable_shared_from_this<Impl> {
  Executor& executor;
  const std::string name;
  const size_t concurrency;
  const RetryPolicy retry;
  const Handler handler;
  std::deque<std::string> order;
  std::set<std::string> queued;
  std::set<std::string> running;
  std::set<std::string> dirty;
  std::map<std::string, int> failures;
  std::map<std::string, std::pair<SteadyTime, Executor::Timer>> waiting;
  bool stopped = false;
  bool held = false;
  bool posted = false;
  std::optional<QueueMetrics> metrics;
  Executor::Timer looking = Executor::Timer::None;

  Impl(Executor& e, std::string n, int c, RetryPolicy r, Handler h, Metrics* m)
      : executor(e),
        name(std::move(n)),
        concurrency(static_cast<size_t>(c)),
        retry(r),
        handler(std::move(h)) {
    if (m) metrics.emplace(*m, name, executor.clock());
  }

  void add(const std::string& key) {
    if (stopped) return;
    if (running.contains(key)) {
      dirty.insert(key);
      return;
    }
    if (!queued.insert(key).second) return;
    order.push_back(key);
    if (metrics) metrics->added(key, order.size());
    schedule();
  }

  // One task in the executor's queue at a time; handlers never run inside add().
  void schedule() {
    if (posted || held || stopped) return;
    posted = true;
    executor.post([weak = weak_from_this()] {
      if (auto self = weak.lock()) {
        self->posted = false;
        self->work();
      }
    });
  }

  void work() {
    while (!stopped && !held && !order.empty() && running.size() < concurrency) {
      std::string key = std::move(order.front());
      order.pop_front();
      queued.erase(key);
      running.insert(key);
      if (metrics) begun(key);
      handler(key, [weak = weak_from_this(), key](Verdict verdict) {
        if (auto self = weak.lock()) self->finish(key, verdict);
      });
    }
  }

  void begun(const std::string& key) {
    metrics->begun(key, order.size());
    if (looking == Executor::Timer::None) lookLater();
  }
  void lookLater() {
    looking = executor.after(kLookEvery, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      self->looking = Executor::Timer::None;
      if (self->metrics->look()) self->lookLater();
    });
  }

  void finish(const std::string& key, Verdict verdict) {
    SM_ASSERT(running.erase(key) == 1);
    if (metrics) metrics->finished(key);
    const bool again = dirty.erase(key) > 0;
    if (verdict == Verdict::Done) {
      failures.erase(key);
    } else {
      retryLater(key);
    }
    if (again) add(key);
    if (!order.empty()) schedule();
  }

  void retryLater(const std::string& key) {
    if (metrics) metrics->retried();
    int& count = failures[key];
    if (count >= retry.retries) {
      failures.erase(key);
      return;
    }
    Duration delay = retry.first;
    for (int i = 0; i < count && delay < retry.longest; ++i) delay *= 2;
    ++count;
    addAfter(key, std::min(delay, retry.longest));
  }

  // Of two waits for one key the sooner one counts.
  void addAfter(const std::string& key, Duration delay) {
    if (stopped) return;
    if (delay <= Duration::zero()) return add(key);
    const SteadyTime due = executor.clock().steady() + delay;
    if (auto it = waiting.find(key); it != waiting.end()) {
      if (it->second.first <= due) return;
      executor.cancel(it->second.second);
      waiting.erase(it);
    }
    const Executor::Timer timer = executor.after(delay, [weak = weak_from_this(), key] {
      auto self = weak.lock();
      if (!self) return;
      self->waiting.erase(key);
      self->add(key);
    });
    waiting.emplace(key, std::pair(due, timer));
  }

  void stop() {
    stopped = true;
    for (auto& [key, wait] : waiting) executor.cancel(wait.second);
    waiting.clear();
    order.clear();
    queued.clear();
    dirty.clear();
  }
};

WorkQueue::WorkQueue(Executor& executor, std::string name, int concurrency, RetryPolicy retry,
                     Handler handler, Metrics* metrics)
    : impl_(std::make_shared<Impl>(executor, std::move(name), concurrency, retry, std::move(handler),
                                   metrics)) {
  SM_ASSERT(concurrency > 0);
}
WorkQueue::~WorkQueue() {
  impl_->stop();
}

void WorkQueue::add(const std::string& key) {
  impl_->add(key);
}
void WorkQueue::addAfter(const std::string& key, Duration delay) {
  impl_->addAfter(key, delay);
}
void WorkQueue::hold() {
  impl_->held = true;
}
void WorkQueue::release() {
  impl_->held = false;
  if (!impl_->order.empty()) impl_->schedule();
}
void WorkQueue::stop() {
  impl_->stop();
}
bool WorkQueue::idle() const {
  return impl_->order.empty() && impl_->running.empty() && impl_->waiting.empty();
}
bool WorkQueue::isIdle(const std::string& key) const {
  return !impl_->queued.contains(key) && !impl_->running.contains(key) && !impl_->waiting.contains(key);
}
size_t WorkQueue::depth() const {
  return impl_->order.size();
}

}  // namespace seamark::client
