// A pid file's process. The moment at which it started is part of its identity, because pids come again.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <sstream>

#include "agent/workload/host_processes.h"

namespace seamark::agent {
namespace {

constexpr size_t kLongestPidFile = 64;

ProcessState stopped(std::string reason, std::string message) {
  return {.reason = std::move(reason), .message = std::move(message)};
}

std::string firstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line.substr(0, kLongestPidFile);
}

std::optional<int> numberIn(const std::string& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole =
      text.find_first_not_of(" \t\r", static_cast<size_t>(end - text.data())) == std::string::npos;
  return error == std::errc() && whole && number > 0 ? std::optional(number) : std::nullopt;
}

// Field 22 of /proc/PID/stat: clock ticks after boot. A zombie has ended already.
std::optional<uint64_t> startTicks(int pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::stringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  const size_t name = text.rfind(')');  // the name may hold blanks and brackets
  if (name == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name + 1));
  std::string field;
  fields >> field;
  if (field == "Z" || field == "X") return std::nullopt;
  for (int number = 4; number <= 22; ++number) fields >> field;
  uint64_t ticks = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), ticks);
  return error == std::errc() ? std::optional(ticks) : std::nullopt;
}

Duration uptime() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

ProcessState readPidFile(const std::string& path, WallTime now) {
  if (access(path.c_str(), R_OK) != 0)
    return stopped("NoPidFile", fmt::format("there is no readable pid file {}", path));
  const auto pid = numberIn(firstLine(path));
  if (!pid) return stopped("BadPidFile", fmt::format("the pid file {} does not hold a process number", path));
  const auto ticks = startTicks(*pid);
  if (!ticks) return stopped("NotRunning", fmt::format("process {} of {} does not run", *pid, path));
  const double sinceBoot = static_cast<double>(*ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto age = uptime() - std::chrono::duration_cast<Duration>(std::chrono::duration<double>(sinceBoot));
  return {.running = true, .id = fmt::format("{}-{}", *pid, *ticks), .startedAt = now - age};
}

}  // namespace seamark::agent
