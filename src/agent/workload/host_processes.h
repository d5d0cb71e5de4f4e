// HostProcesses: the processes of this host. Pid files are read each second; all units are asked for with one
// `systemctl show` every two seconds, however many they are. Lives on one loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "agent/command.h"
#include "agent/workload/process.h"

namespace seamark::agent {

class HostProcesses final : public Processes {
 public:
  struct Config {
    std::string systemctl = "systemctl";
    Duration pidFilePeriod = std::chrono::seconds(1);
    Duration unitPeriod = std::chrono::seconds(2);
  };

  HostProcesses(net::EventLoop& loop, Config config);
  ~HostProcesses() override;
  HostProcesses(const HostProcesses&) = delete;
  HostProcesses& operator=(const HostProcesses&) = delete;

  Follow follow(const ProcessSource& source, std::function<void(const ProcessState&)> changed) override;
  void unfollow(Follow follow) override;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

// The process that a pid file names now (pid_file.cc).
ProcessState readPidFile(const std::string& path, WallTime now);

// What `systemctl show` printed, by the unit's name as it was asked for (systemd_units.cc). `sinceBoot` is
// CLOCK_MONOTONIC's reading at `now`.
std::vector<std::string> unitQuestion(const std::string& systemctl, const std::vector<std::string>& units);
std::vector<ProcessState> unitStates(std::string_view output, size_t units, WallTime now, Duration sinceBoot);

}  // namespace seamark::agent
