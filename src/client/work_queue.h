// WorkQueue: keys to work on. A key is never handled twice at once and no change is lost: a key added while
// it is being handled is handled again afterwards. Failures come back later and later (exponential). One
// executor. The three sets (queued, dirty, running) are client-go's workqueue idea; metric names are its too.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/executor.h"

namespace seamark::client {

class Metrics;

struct RetryPolicy {
  Duration first = std::chrono::milliseconds(5);
  Duration longest = std::chrono::seconds(1000);
  int retries = 15;  // then dropped until the next add
};

class WorkQueue {
 public:
  enum class Verdict : uint8_t { Done, Retry };
  using Finish = std::function<void(Verdict)>;
  // Called with a key and how to say that it is finished (exactly once, now or later, on the executor).
  using Handler = std::function<void(const std::string& key, Finish finish)>;

  // `metrics` gets the family workqueue_* under `name`; null: not counted.
  WorkQueue(Executor& executor, std::string name, int concurrency, RetryPolicy retry, Handler handler,
            Metrics* metrics = nullptr);
  ~WorkQueue();
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  void add(const std::string& key);
  void addAfter(const std::string& key, Duration delay);
  // A new queue hands out at once; a held one gathers until release().
  void hold();
  void release();
  void stop();                                // nothing is handed out any more; running handlers finish
  bool idle() const;                          // nothing queued, waiting or running
  bool isIdle(const std::string& key) const;  // likewise of one key
  size_t depth() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace seamark::client
