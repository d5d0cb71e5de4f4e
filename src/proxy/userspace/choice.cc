// Choice.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/userspace/choice.h"

#include <algorithm>

namespace seamark::proxy {

namespace {
constexpr size_t kRemembered = 65'536;  // beyond it new clients are not remembered
}

void Choice::forgetExpired() {
  const SteadyTime now = clock_.steady();
  std::erase_if(memory_, [&](const auto& entry) { return entry.second.until <= now; });
}

std::optional<Backend> Choice::pick(const Rule& rule, const IpAddress& client) {
  const Backends& backends = usable(rule);
  if (backends.empty()) return std::nullopt;
  const auto any = [&] { return backends[random_.below(backends.size())]; };
  if (!rule.sticky) return any();
  const SteadyTime now = clock_.steady();
  const Key key(rule.sticky->group, client);
  const auto it = memory_.find(key);
  const bool kept = it != memory_.end() && it->second.until > now &&
                    std::binary_search(backends.begin(), backends.end(), it->second.backend);
  const Backend backend = kept ? it->second.backend : any();
  if (it == memory_.end() && memory_.size() >= kRemembered) forgetExpired();
  if (it != memory_.end() || memory_.size() < kRemembered)
    memory_[key] = {backend, now + rule.sticky->timeout};
  return backend;
}

}  // namespace seamark::proxy
