// The event loops of a process: one a core for connections, and one for everything that follows the API.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "net/event_loop.h"

namespace seamark::cmd {

struct Loops {
  explicit Loops(const Clock& clock) : control(clock, "control") {
    const unsigned cores = std::clamp(std::thread::hardware_concurrency(), 1u, 64u);
    for (unsigned i = 0; i < cores; ++i)
      owned.push_back(std::make_unique<net::EventLoop>(clock, fmt::format("loop-{}", i)));
  }
  std::vector<net::EventLoop*> all() const {
    std::vector<net::EventLoop*> loops;
    for (const auto& loop : owned) loops.push_back(loop.get());
    return loops;
  }

  std::vector<std::unique_ptr<net::EventLoop>> owned;
  net::EventLoop control;
};

}  // namespace seamark::cmd
