// The one clock. Wall time is for people and objects (creationTimestamp), steady time for waiting; only
// steady time decides when something is due, so that a wall clock that jumps does no harm.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace seamark {

using Duration = std::chrono::nanoseconds;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime now() const = 0;
  virtual SteadyTime steady() const = 0;
};

class SystemClock final : public Clock {
 public:
  WallTime now() const override { return std::chrono::system_clock::now(); }
  SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace seamark
