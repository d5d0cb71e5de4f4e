// ScriptedProber: answers as a test says, on a simulated clock, where real sockets do not run. Test-only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "agent/probe/prober.h"
#include "base/executor.h"

namespace seamark::agent {

class ScriptedProber final : public Prober {
 public:
  explicit ScriptedProber(Executor& executor) : executor_(executor) {}

  // TCP by port, commands by their first word. What was not said succeeds.
  std::map<std::string, Outcome> answers;
  Duration takes{};
  size_t probes = 0;
  std::vector<SteadyTime> moments;

  void probe(const ProbeTarget& target, Duration, Then then) override {
    ++probes;
    moments.push_back(executor_.clock().steady());
    const auto it = answers.find(nameOf(target));
    const Outcome outcome = it == answers.end() ? Outcome::Success : it->second;
    executor_.after(takes, [then = std::move(then), outcome] { then({outcome, "as the script says"}); });
  }

 private:
  static std::string nameOf(const ProbeTarget& target) {
    if (const auto* tcp = std::get_if<TcpTarget>(&target)) return std::to_string(tcp->port);
    if (const auto* command = std::get_if<ExecTarget>(&target)) return command->command.front();
    return {};
  }
  Executor& executor_;
};

}  // namespace seamark::agent
