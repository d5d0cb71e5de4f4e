// CommandRunner: runs commands of this host without waiting for them: exec probes, and asking systemd about
// its units. Each gets a process group of its own, no input, and a bound on its output; what takes too long
// is killed with all of its group. Lives on one loop. Needs Linux 5.3 (pidfd).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/event_loop.h"

namespace seamark::agent {

struct CommandResult {
  std::optional<int>
      exitCode;  // 128 + signal for one that a signal ended; absent: it did not run, or not to its end
  bool timedOut = false;
  std::string output;  // stdout and stderr as they came, cut to the bound
  std::string why;     // without an exit code: what went wrong
};

class CommandRunner {
 public:
  using Then = std::function<void(CommandResult)>;

  // At most `concurrency` run at a time; others wait their turn, and their time does not run yet.
  CommandRunner(net::EventLoop& loop, size_t concurrency, size_t outputBytes);
  ~CommandRunner();  // kills what runs; calls nobody back
  CommandRunner(const CommandRunner&) = delete;
  CommandRunner& operator=(const CommandRunner&) = delete;

  // `command` is a program (looked up in PATH) and its arguments; no shell. `then` is called once, later.
  void run(std::vector<std::string> command, Duration timeout, Then then);
  size_t running() const;
  size_t waiting() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace seamark::agent
