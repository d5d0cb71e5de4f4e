// SPDX-License-Identifier: Apache-2.0
#include "controllers/endpointslice/hints.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

namespace seamark::controllers::endpointslice {

namespace {

constexpr double kOverload = 1.2;  // a zone may get this much more traffic than its share
constexpr auto kZone = "topology.kubernetes.io/zone";

std::optional<int64_t> milli(const std::string& quantity) {
  char* end = nullptr;
  const double number = std::strtod(quantity.c_str(), &end);
  if (end == quantity.c_str()) return std::nullopt;
  const std::string_view unit(end);
  if (unit.empty()) return std::llround(number * 1000);
  if (unit == "m") return std::llround(number);
  if (unit == "k") return std::llround(number * 1'000'000);
  return std::nullopt;
}

bool isReady(const api::Node& node) {
  return std::any_of(node.status.conditions.begin(), node.status.conditions.end(),
                     [](const auto& c) { return c.type == "Ready" && c.status == "True"; });
}

using ByZone = std::map<std::string, std::vector<api::Endpoint*>>;

// How many endpoints a zone ought to have, and the fewest that do not overload them.
struct Share {
  double wanted;
  size_t fewest;
};

// Moves endpoints from the zone with the most above its share to those below their minimum.
void balance(const std::map<std::string, Share>& shares, ByZone& zones) {
  for (const auto& [zone, share] : shares)
    while (zones[zone].size() < share.fewest) {
      auto donor = zones.end();
      double most = 0;
      for (auto it = zones.begin(); it != zones.end(); ++it) {
        const double surplus = static_cast<double>(it->second.size()) - shares.at(it->first).wanted;
        const bool spare = it->second.size() > shares.at(it->first).fewest;
        if (it->first != zone && spare && (donor == zones.end() || surplus > most)) {
          donor = it;
          most = surplus;
        }
      }
      if (donor == zones.end()) return;
      zones[zone].push_back(donor->second.back());
      donor->second.pop_back();
    }
}

}  // namespace

void addNode(const api::Node& node, Zones& zones) {
  const auto& labels = node.metadata.labels;
  if (!isReady(node) || labels.contains("node-role.kubernetes.io/control-plane") ||
      labels.contains("node-role.kubernetes.io/master"))
    return;
  auto zone = labels.find(kZone);
  auto cpu = node.status.allocatable.find("cpu");
  const auto amount = cpu == node.status.allocatable.end() ? std::nullopt : milli(cpu->second.value);
  if (zone == labels.end() || zone->second.empty() || amount.value_or(0) <= 0) {
    zones.incomplete = true;
  } else {
    zones.milliCpu[zone->second] += *amount;
  }
}

bool wantsTopologyHints(const api::Service& service) {
  const auto& annotations = service.metadata.annotations;
  auto it = annotations.find("service.kubernetes.io/topology-aware-hints");
  if (it == annotations.end()) it = annotations.find("service.kubernetes.io/topology-mode");
  return it != annotations.end() && (it->second == "Auto" || it->second == "auto");
}

void hintByDistribution(const api::Service& service, api::Endpoint& endpoint) {
  const std::string distribution = service.spec.trafficDistribution.value_or("");
  const bool node = distribution == "PreferSameNode";
  if (!node && distribution != "PreferClose" && distribution != "PreferSameZone") return;
  if (!endpoint.conditions.ready.value_or(false)) return;
  api::EndpointHints hints;
  if (endpoint.zone) hints.forZones.push_back({*endpoint.zone});
  if (node && endpoint.nodeName) hints.forNodes.push_back({*endpoint.nodeName});
  if (!hints.forZones.empty() || !hints.forNodes.empty()) endpoint.hints = std::move(hints);
}

std::optional<std::string> hintByTopology(const Zones& zones, const std::vector<api::Endpoint*>& endpoints) {
  ByZone byZone;
  for (const auto& [zone, cpu] : zones.milliCpu) byZone[zone];
  size_t ready = 0;
  for (api::Endpoint* endpoint : endpoints) {
    if (!endpoint->conditions.ready.value_or(false)) continue;
    if (!endpoint->zone) return "One or more endpoints do not have a zone specified";
    byZone[*endpoint->zone].push_back(endpoint);
    ++ready;
  }
  if (ready == 0) return std::nullopt;
  if (zones.incomplete || zones.milliCpu.empty())
    return "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes";
  const size_t count = zones.milliCpu.size();
  if (count < 2) return "Nodes only ready in one zone";
  if (ready < count)
    return fmt::format("Insufficient number of endpoints ({} endpoints, {} zones)", ready, count);
  double total = 0;
  for (const auto& [zone, cpu] : zones.milliCpu) total += static_cast<double>(cpu);
  std::map<std::string, Share> shares;
  for (const auto& [zone, members] : byZone) shares[zone] = {0, 0};
  size_t fewest = 0;
  for (const auto& [zone, cpu] : zones.milliCpu) {
    const double wanted = static_cast<double>(cpu) / total * static_cast<double>(ready);
    shares[zone] = {wanted, static_cast<size_t>(std::ceil(wanted / kOverload))};
    fewest += shares[zone].fewest;
  }
  if (fewest > ready)
    return fmt::format(
        "Minimum allocation of required endpoints exceeds overload threshold ({} endpoints, {} zones)", ready,
        count);
  balance(shares, byZone);
  for (const auto& [zone, members] : byZone)
    for (api::Endpoint* endpoint : members) endpoint->hints = api::EndpointHints{{{zone}}, {}};
  return std::nullopt;
}

}  // namespace seamark::controllers::endpointslice
