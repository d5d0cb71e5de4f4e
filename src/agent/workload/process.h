// Processes: whether the process behind a container runs, as a systemd unit or a pid file tells. The real one
// looks at the host every second; tests say themselves what runs. Lives on one executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"

namespace seamark::agent {

struct ProcessSource {
  enum class What : uint8_t { Unit, PidFile } what;
  std::string name;  // "mariadb.service"; "/run/mysqld/mysqld.pid"
  std::string text() const;
  auto operator<=>(const ProcessSource&) const = default;
};

struct ProcessState {
  bool running = false;
  std::string id;  // of this run; another run has another
  std::optional<WallTime> startedAt;
  std::optional<int> exitCode;  // of the run that has ended, when it is known
  std::string reason, message;  // why it does not run, or is not known to
  bool operator==(const ProcessState&) const = default;
};

// What a Pod's annotations say of this container; nothing: it counts as running as long as the Pod is there.
std::optional<ProcessSource> sourceOf(const std::map<std::string, std::string>& annotations,
                                      const std::string& container);

class Processes {
 public:
  enum class Follow : uint64_t {};
  virtual ~Processes() = default;
  // Calls `changed` later with what is there, and then with every change, until unfollowed.
  virtual Follow follow(const ProcessSource& source, std::function<void(const ProcessState&)> changed) = 0;
  virtual void unfollow(Follow follow) = 0;
};

}  // namespace seamark::agent
