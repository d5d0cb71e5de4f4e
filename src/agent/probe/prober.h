// Prober: makes one probe. The real one is network_prober.h together with exec_prober.h; tests of what
// follows from results use scripted ones, because real sockets do not run on a simulated clock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "agent/probe/probe.h"
#include "base/clock.h"

namespace seamark::agent {

class Prober {
 public:
  using Then = std::function<void(ProbeResult)>;
  virtual ~Prober() = default;  // ends what is under way without calling back
  // Calls `then` exactly once, later, on the executor that both live on. A probe that takes longer than
  // `timeout` is a Failure; time spent waiting for its turn does not count.
  virtual void probe(const ProbeTarget& target, Duration timeout, Then then) = 0;
};

}  // namespace seamark::agent
