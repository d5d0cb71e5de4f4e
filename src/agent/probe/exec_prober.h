// ExecProber: probes that are commands of this host. Exit code 0 is success, any other a failure; a command
// that cannot be run says nothing. Lives on one loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/command.h"
#include "agent/probe/probe.h"
#include "agent/probe/prober.h"

namespace seamark::agent {

class ExecProber {
 public:
  ExecProber(net::EventLoop& loop, size_t concurrency) : commands_(loop, concurrency, kProbeOutput) {}
  void probe(const ExecTarget& target, Duration timeout, Prober::Then then);

 private:
  CommandRunner commands_;
};

}  // namespace seamark::agent
