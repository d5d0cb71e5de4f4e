// HostProber: the real prober: TCP, HTTP, HTTPS and gRPC over sockets of the loop, commands in processes.
// Nothing blocks and no probe has a thread; a bound on how many are made at a time keeps descriptors and
// processes in check, and the rest wait their turn. Lives on one loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <memory>

#include "agent/probe/exec_prober.h"
#include "agent/probe/name_lookup.h"
#include "agent/probe/network_probe.h"
#include "agent/probe/prober.h"

namespace seamark::agent {

class HostProber final : public Prober {
 public:
  struct Bounds {
    size_t connections = 512;
    size_t commands = 16;
  };

  HostProber(net::EventLoop& loop, Bounds bounds);
  ~HostProber() override;
  HostProber(const HostProber&) = delete;
  HostProber& operator=(const HostProber&) = delete;

  void probe(const ProbeTarget& target, Duration timeout, Then then) override;

 private:
  struct UnderWay {
    std::unique_ptr<NetworkProbe> probe;
    Duration timeout;
    Then then;
    Executor::Timer timer = Executor::Timer::None;
  };
  void begin(std::unique_ptr<NetworkProbe> probe, Duration timeout, Then then);
  void launch(uint64_t id);
  void finish(uint64_t id, ProbeResult result);

  net::EventLoop& loop_;
  const Bounds bounds_;
  NameLookup names_;
  ExecProber commands_;
  std::map<uint64_t, UnderWay> probes_;  // waiting and running
  std::deque<uint64_t> waiting_;
  uint64_t lastId_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace seamark::agent
