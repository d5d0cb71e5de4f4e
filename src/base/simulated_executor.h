// An Executor whose time is moved by hand: tests and the property test of the controllers run on it, without
// threads and without waiting.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "base/executor.h"

namespace seamark {

class SimulatedExecutor final : public Executor, public Clock {
 public:
  explicit SimulatedExecutor(WallTime start = WallTime(std::chrono::seconds(1'700'000'000))) : wall_(start) {}

  void post(Task task) override { ready_.push_back(std::move(task)); }
  Timer after(Duration delay, Task task) override;
  void cancel(Timer timer) override;
  const Clock& clock() const override { return *this; }
  WallTime now() const override { return wall_; }
  SteadyTime steady() const override { return steady_; }

  // Runs what is ready (and what that makes ready) without moving the clock. Returns the number of tasks run.
  size_t runReady();
  // Moves the clock by `by`, running each timer at its moment, and what is ready in between.
  void advance(Duration by);
  // Lets the wall clock jump; timers do not notice.
  void jumpWall(Duration by) { wall_ += by; }
  bool idle() const { return ready_.empty() && timers_.empty(); }
  // When the next timer is due, or nothing.
  std::optional<SteadyTime> nextTimer() const;

 private:
  std::deque<Task> ready_;
  std::map<std::pair<SteadyTime, uint64_t>, Task> timers_;
  std::map<uint64_t, SteadyTime> due_;
  uint64_t lastTimer_ = 0;
  WallTime wall_;
  SteadyTime steady_{};
};

}  // namespace seamark
