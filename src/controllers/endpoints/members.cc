// SPDX-License-Identifier: Apache-2.0
#include "controllers/endpoints/members.h"

#include <algorithm>

#include "controllers/subsets.h"

namespace seamark::controllers::endpoints {

std::optional<Members> Members::of(const api::Service& service, const std::vector<PodPtr>& pods) {
  Members members;
  if (!members.update(service, {}, pods)) return std::nullopt;
  return members;
}

bool Members::update(const api::Service& service, const std::set<std::string>& changed,
                     const std::vector<PodPtr>& selected) {
  for (const std::string& name : changed) {
    const auto place = places_.find(name);
    if (place == places_.end()) continue;
    (place->second.ready ? ready_ : notReady_).erase(place->second.key);
    places_.erase(place);
  }
  return std::ranges::all_of(selected, [&](const PodPtr& pod) {
    const auto one = subsetOf(service, *pod);
    return !one || put(pod->metadata.name, repackSubsets({*one}).front());
  });
}

// Two addresses with one key would have to be merged, which only a plan from all pods does.
bool Members::put(const std::string& name, const api::EndpointSubset& one) {
  if (places_.empty()) ports_ = one.ports;
  const bool ready = !one.addresses.empty();
  const api::EndpointAddress& address = ready ? one.addresses.front() : one.notReadyAddresses.front();
  Key key{address.ip, address.targetRef->uid};
  if (one.ports != ports_ || key.second.empty() || ready_.contains(key) || notReady_.contains(key))
    return false;
  (ready ? ready_ : notReady_).emplace(key, address);
  return places_.emplace(name, Place{std::move(key), ready}).second;
}

// As truncate() cuts a single subset.
Addresses Members::addresses(size_t most) const {
  Addresses found;
  const size_t ready = std::min(most, ready_.size()), notReady = std::min(most - ready, notReady_.size());
  found.leftOut = places_.size() - ready - notReady;
  if (places_.empty()) return found;
  api::EndpointSubset& subset = found.subsets.emplace_back();
  const auto copy = [](const Ordered& from, size_t count, std::vector<api::EndpointAddress>& into) {
    into.reserve(count);
    for (auto it = from.begin(); into.size() < count; ++it) into.push_back(it->second);
  };
  copy(ready_, ready, subset.addresses);
  copy(notReady_, notReady, subset.notReadyAddresses);
  subset.ports = ports_;
  return found;
}

}  // namespace seamark::controllers::endpoints
