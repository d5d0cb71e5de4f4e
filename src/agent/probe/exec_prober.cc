// SPDX-License-Identifier: Apache-2.0
#include "agent/probe/exec_prober.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace seamark::agent {

void ExecProber::probe(const ExecTarget& target, Duration timeout, Prober::Then then) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout).count();
  std::string late =
      fmt::format("command \"{}\" timed out after {}s", fmt::join(target.command, " "), seconds);
  commands_.run(target.command, timeout,
                [then = std::move(then), late = std::move(late)](CommandResult result) {
                  if (result.timedOut) return then({Outcome::Failure, late});
                  if (!result.exitCode) return then({Outcome::Unknown, std::move(result.why)});
                  const auto outcome = *result.exitCode == 0 ? Outcome::Success : Outcome::Failure;
                  then({outcome, std::move(result.output)});
                });
}

}  // namespace seamark::agent
