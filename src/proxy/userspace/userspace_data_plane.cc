// UserspaceDataPlane.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/userspace/userspace_data_plane.h"

#include "base/log.h"

namespace seamark::proxy {

UserspaceDataPlane::UserspaceDataPlane(net::EventLoop& loop)
    : loop_(loop), choice_(std::make_shared<Choice>(random_, loop.clock())) {}

UserspaceDataPlane::~UserspaceDataPlane() = default;

Result<> UserspaceDataPlane::settle(const Frontend& frontend, const RulePtr& rule) {
  const auto it = listeners_.find(frontend);
  if (!rule || Choice::usable(*rule).empty()) {
    if (it != listeners_.end()) listeners_.erase(it);
    return {};
  }
  if (it != listeners_.end()) {
    it->second->setRule(rule);
    return {};
  }
  if (!frontend.address.isLoopback() || frontend.protocol == Protocol::Sctp) {
    if (elsewhere_.insert(frontend).second)
      log::info("A Service's address is not served in userspace mode; only loopback addresses are",
                {{"frontend", frontend.text()}});
    return {};
  }
  auto listener = frontend.protocol == Protocol::Udp ? listenUdp(loop_, frontend, rule, choice_)
                                                     : listenTcp(loop_, frontend, rule, choice_, relays_);
  if (!listener) return Failure(listener.error());
  listeners_.emplace(frontend, std::move(*listener));
  return {};
}

// One frontend that cannot be opened does not keep the others from working; the failure makes the caller come
// again.
Result<> UserspaceDataPlane::apply(const Ruleset& ruleset, const Changes& changes) {
  Result<> all;
  std::set<Frontend> touched = changes.frontends;
  if (changes.everything) {
    for (const auto& [frontend, listener] : listeners_) touched.insert(frontend);
    for (const auto& [frontend, rule] : ruleset.frontends) touched.insert(frontend);
  }
  for (const Frontend& frontend : touched) {
    const auto it = ruleset.frontends.find(frontend);
    if (Result<> done = settle(frontend, it == ruleset.frontends.end() ? nullptr : it->second); !done)
      all = done;
  }
  return all;
}

}  // namespace seamark::proxy
