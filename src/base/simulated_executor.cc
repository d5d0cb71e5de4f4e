// SPDX-License-Identifier: Apache-2.0
#include "base/simulated_executor.h"

namespace seamark {

Executor::Timer SimulatedExecutor::after(Duration delay, Task task) {
  const uint64_t id = ++lastTimer_;
  const SteadyTime due = steady_ + std::max(delay, Duration::zero());
  timers_.emplace(std::pair(due, id), std::move(task));
  due_.emplace(id, due);
  return Timer{id};
}

void SimulatedExecutor::cancel(Timer timer) {
  const auto id = static_cast<uint64_t>(timer);
  if (auto it = due_.find(id); it != due_.end()) {
    timers_.erase({it->second, id});
    due_.erase(it);
  }
}

size_t SimulatedExecutor::runReady() {
  size_t ran = 0;
  while (!ready_.empty()) {
    Task task = std::move(ready_.front());
    ready_.pop_front();
    task();
    ++ran;
  }
  return ran;
}

void SimulatedExecutor::advance(Duration by) {
  const SteadyTime end = steady_ + by;
  runReady();
  while (!timers_.empty() && timers_.begin()->first.first <= end) {
    auto node = timers_.extract(timers_.begin());
    due_.erase(node.key().second);
    wall_ += node.key().first - steady_;
    steady_ = node.key().first;
    node.mapped()();
    runReady();
  }
  wall_ += end - steady_;
  steady_ = end;
}

std::optional<SteadyTime> SimulatedExecutor::nextTimer() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.begin()->first.first;
}

}  // namespace seamark
