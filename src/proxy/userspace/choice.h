// Which backend a client of the userspace proxy gets: any, or under ClientIP affinity the one that it had.
// One thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>

#include "base/clock.h"
#include "base/random.h"
#include "proxy/ruleset.h"

namespace seamark::proxy {

class Choice {
 public:
  Choice(Random& random, const Clock& clock) : random_(random), clock_(clock) {}

  // Clients of this process are on this host, so where policy Local has other endpoints for them, those
  // answer.
  static const Backends& usable(const Rule& rule) {
    return rule.insideBackends.empty() ? rule.backends : rule.insideBackends;
  }
  // Nothing when the rule is closed.
  std::optional<Backend> pick(const Rule& rule, const IpAddress& client);

 private:
  struct Memory {
    Backend backend;
    SteadyTime until;
  };
  using Key = std::pair<Frontend, IpAddress>;  // the Service port's group, the client
  void forgetExpired();

  Random& random_;
  const Clock& clock_;
  std::map<Key, Memory> memory_;
};

}  // namespace seamark::proxy
