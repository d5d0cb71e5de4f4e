// Executor: the thread that a part lives on, seen from the part. Everything posted to one executor runs on
// one thread, one after the other, in the order of posting. net/event_loop.h is the real one;
// simulated_executor.h runs the same code on a simulated clock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

#include "base/clock.h"

namespace seamark {

class Executor {
 public:
  using Task = std::function<void()>;
  enum class Timer : uint64_t { None = 0 };

  virtual ~Executor() = default;
  // Runs `task` on the executor's thread, never inside this call. Any thread may call it.
  virtual void post(Task task) = 0;
  // Runs `task` once, `delay` from now. To be called on the executor's thread.
  virtual Timer after(Duration delay, Task task) = 0;
  // A timer that has fired, or was cancelled before, is left alone. To be called on the executor's thread.
  virtual void cancel(Timer timer) = 0;
  virtual const Clock& clock() const = 0;
};

}  // namespace seamark
