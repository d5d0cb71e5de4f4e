// SPDX-License-Identifier: Apache-2.0
#include "controllers/nodelifecycle/zones.h"

#include <algorithm>

#include "controllers/nodelifecycle/plan.h"

namespace seamark::controllers::nodelifecycle {

namespace {

constexpr auto kExcluded = "node.kubernetes.io/exclude-disruption";
constexpr size_t kFewNotReady = 2;  // so few do not make a zone unhealthy

std::string label(const api::Node& node, const char* key) {
  const auto found = node.metadata.labels.find(key);
  return found == node.metadata.labels.end() ? std::string() : found->second;
}

std::string zoneNameOf(const api::Node& node) {
  return label(node, "topology.kubernetes.io/region") + "/" + label(node, "topology.kubernetes.io/zone");
}

Duration between(double rate) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1 / rate));
}

}  // namespace

void Zones::put(const api::Node& node, bool silent, SteadyTime now) {
  const Node next{zoneNameOf(node), !silent && readiness(node) == "True",
                  !node.metadata.labels.contains(kExcluded)};
  const auto known = nodes_.find(node.metadata.name);
  if (known != nodes_.end() && known->second.zone != next.zone) erase(node.metadata.name);
  const auto [zone, first] = zones_.try_emplace(next.zone);
  if (first) zone->second = {.rate = rates_.normal, .nextTurn = now};
  const auto [at, isNew] = nodes_.try_emplace(node.metadata.name, next);
  if (isNew)
    ++zone->second.nodes;
  else
    count(at->second, false);
  at->second = next;
  count(next, true);
}

void Zones::erase(const std::string& node) {
  const auto at = nodes_.find(node);
  if (at == nodes_.end()) return;
  drop(node);
  count(at->second, false);
  const auto zone = zones_.find(at->second.zone);
  if (--zone->second.nodes == 0) zones_.erase(zone);
  nodes_.erase(at);
}

void Zones::count(const Node& node, bool add) {
  if (!node.counts) return;
  Zone& zone = zones_[node.zone];
  size_t& number = node.ready ? zone.ready : zone.notReady;
  add ? ++number : --number;
}

double Zones::rateOf(const Zone& zone) const {
  const size_t all = zone.ready + zone.notReady;
  const bool unhealthy =
      zone.ready > 0 && zone.notReady > kFewNotReady &&
      static_cast<double>(zone.notReady) >= rates_.unhealthyThreshold * static_cast<double>(all);
  if (!unhealthy) return rates_.normal;
  return all > rates_.largeCluster ? rates_.secondary : 0;
}

// A zone whose rate changes while it has no turn to give does not get one by that.
void Zones::settle(SteadyTime now) {
  const auto counted = [](const auto& entry) { return entry.second.ready + entry.second.notReady > 0; };
  dark_ =
      std::any_of(zones_.begin(), zones_.end(), counted) &&
      std::none_of(zones_.begin(), zones_.end(), [](const auto& entry) { return entry.second.ready > 0; });
  if (dark_) turns_.clear();
  for (auto& [name, zone] : zones_) {
    const double rate = dark_ ? 0 : rateOf(zone);
    if (rate == zone.rate) continue;
    const bool had = zone.rate > 0 && zone.nextTurn <= now;
    zone.rate = rate;
    if (rate > 0) zone.nextTurn = had ? now : now + between(rate);
  }
}

void Zones::wish(const std::string& node) {
  const auto known = nodes_.find(node);
  if (known == nodes_.end() || turns_.contains(node) || !wishing_.insert(node).second) return;
  zones_[known->second.zone].wishes.push_back(node);
}

void Zones::drop(const std::string& node) {
  turns_.erase(node);
  if (wishing_.erase(node) == 0) return;
  std::erase(zones_[zoneOf(node)].wishes, node);
}

std::optional<std::string> Zones::next(const std::string& name, SteadyTime now) {
  const auto at = zones_.find(name);
  if (at == zones_.end() || at->second.wishes.empty()) return {};
  Zone& zone = at->second;
  if (zone.rate <= 0 || zone.nextTurn > now) return {};
  zone.nextTurn = now + between(zone.rate);
  std::string node = std::move(zone.wishes.front());
  zone.wishes.pop_front();
  wishing_.erase(node);
  turns_.insert(node);
  return node;
}

std::optional<Duration> Zones::wait(const std::string& name, SteadyTime now) const {
  const auto at = zones_.find(name);
  if (at == zones_.end() || at->second.wishes.empty() || at->second.rate <= 0) return {};
  return std::max(Duration::zero(), Duration(at->second.nextTurn - now));
}

std::string Zones::zoneOf(const std::string& node) const {
  const auto known = nodes_.find(node);
  return known == nodes_.end() ? std::string() : known->second.zone;
}

std::set<std::string> Zones::zonesWithWishes() const {
  std::set<std::string> names;
  for (const auto& [name, zone] : zones_)
    if (!zone.wishes.empty()) names.insert(name);
  return names;
}

}  // namespace seamark::controllers::nodelifecycle
