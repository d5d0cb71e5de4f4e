// What systemd says of units, in the words of `systemctl show`.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <map>
#include <utility>

#include "agent/workload/host_processes.h"

namespace seamark::agent {
namespace {

constexpr const char* kProperties =
    "--property=Id,LoadState,ActiveState,SubState,MainPID,InvocationID,ActiveEnterTimestampMonotonic,"
    "ExecMainStatus,Result";

using Properties = std::map<std::string, std::string, std::less<>>;

// Blocks of NAME=VALUE lines with an empty line between them, one a unit.
std::vector<Properties> blocksIn(std::string_view output) {
  std::vector<Properties> blocks;
  bool open = false;
  while (!output.empty()) {
    const size_t end = std::min(output.find('\n'), output.size());
    const std::string_view line = output.substr(0, end);
    output.remove_prefix(std::min(end + 1, output.size()));
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      open = open && !line.empty();
      continue;
    }
    if (!std::exchange(open, true)) blocks.emplace_back();
    blocks.back().emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return blocks;
}

std::string valueOf(const Properties& unit, std::string_view name) {
  const auto it = unit.find(name);
  return it == unit.end() ? std::string() : it->second;
}

template <class Number>
Number numberOf(const Properties& unit, std::string_view name) {
  const std::string text = valueOf(unit, name);
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

ProcessState stateOf(const Properties& unit, WallTime now, Duration sinceBoot) {
  const std::string active = valueOf(unit, "ActiveState"), name = valueOf(unit, "Id");
  if (valueOf(unit, "LoadState") == "not-found")
    return {.reason = "NoSuchUnit", .message = fmt::format("systemd has no unit {}", name)};
  // A unit that is being stopped still runs, but should get no new work.
  if (active != "active" && active != "reloading" && active != "refreshing") {
    ProcessState state{.reason = "UnitNotActive",
                       .message = fmt::format("systemd unit {} is {} ({}), result {}", name, active,
                                              valueOf(unit, "SubState"), valueOf(unit, "Result"))};
    if (active == "inactive" || active == "failed") state.exitCode = numberOf<int>(unit, "ExecMainStatus");
    return state;
  }
  const Duration entered =
      std::chrono::microseconds(numberOf<int64_t>(unit, "ActiveEnterTimestampMonotonic"));
  const std::string invocation = valueOf(unit, "InvocationID");
  const std::string id = invocation.empty() ? valueOf(unit, "MainPID") : invocation;
  return {.running = true, .id = id, .startedAt = now - (sinceBoot - entered)};
}

}  // namespace

std::vector<std::string> unitQuestion(const std::string& systemctl, const std::vector<std::string>& units) {
  std::vector<std::string> command{systemctl, "show", "--no-pager", kProperties, "--"};
  command.insert(command.end(), units.begin(), units.end());
  return command;
}

std::vector<ProcessState> unitStates(std::string_view output, size_t units, WallTime now,
                                     Duration sinceBoot) {
  std::vector<ProcessState> states;
  for (const Properties& unit : blocksIn(output)) states.push_back(stateOf(unit, now, sinceBoot));
  states.resize(units, {.reason = "SystemdUnknown", .message = "systemctl did not tell of this unit"});
  return states;
}

}  // namespace seamark::agent
