// Rounds: work on all objects of a kind that is done from time to time, and then bit by bit, so that no request waits
// long behind it. Lives on one executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <utility>

#include "base/executor.h"

namespace seamark::apiserver {

class Rounds {
 public:
  explicit Rounds(Executor& executor) : executor_(executor) {}
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;

  // After `every` and from then on, `step` is called until it says true: the round is over.
  void add(Duration every, std::function<bool()> step) {
    rounds_.push_back({every, std::move(step)});
    later(rounds_.back(), every);
  }
  void stop() {
    for (const Round& round : rounds_) executor_.cancel(round.timer);
  }

 private:
  struct Round {
    Duration every;
    std::function<bool()> step;
    Executor::Timer timer = Executor::Timer::None;
  };
  static constexpr Duration kBetweenSteps = std::chrono::milliseconds(10);

  void later(Round& round, Duration delay) {
    round.timer =
        executor_.after(delay, [this, &round] { later(round, round.step() ? round.every : kBetweenSteps); });
  }

  Executor& executor_;
  std::deque<Round> rounds_;
};

}  // namespace seamark::apiserver
