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

// What a zone may give to others or still needs, in endpoints.
using Amounts = std::map<std::string, double>;

Amounts::iterator most(Amounts& amounts) {
  return std::max_element(amounts.begin(), amounts.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; });
}

// Moves endpoints from the zone that has most above its share to the one that lacks most, one by one, until
// less than half an endpoint is left to move.
void balance(const Amounts& shares, ByZone& zones) {
  Amounts giving, receiving;
  for (const auto& [zone, share] : shares) {
    const double above = static_cast<double>(zones[zone].size()) - share;
    if (above > 0) giving[zone] = above;
    if (above < 0) receiving[zone] = -above;
  }
  while (!giving.empty() && !receiving.empty()) {
    const auto giver = most(giving), receiver = most(receiving);
    if ((giver->second < 1 && receiver->second < 1) || giver->second < 0.5 || receiver->second < 0.5) return;
    auto& from = zones[giver->first];
    if (from.empty()) return;
    zones[receiver->first].push_back(from.front());
    from.erase(from.begin());
    --giver->second;
    --receiver->second;
  }
}

}  // namespace

std::string zoneOf(const api::Node& node) {
  const auto zone = node.metadata.labels.find("topology.kubernetes.io/zone");
  return zone == node.metadata.labels.end() ? std::string() : zone->second;
}

void addNode(const api::Node& node, Zones& zones) {
  const auto& labels = node.metadata.labels;
  if (!isReady(node) || labels.contains("node-role.kubernetes.io/control-plane") ||
      labels.contains("node-role.kubernetes.io/master"))
    return;
  const std::string zone = zoneOf(node);
  auto cpu = node.status.allocatable.find("cpu");
  const auto amount = cpu == node.status.allocatable.end() ? std::nullopt : milli(cpu->second.value);
  if (zone.empty() || amount.value_or(0) <= 0) {
    zones.incomplete = true;
  } else {
    zones.milliCpu[zone] += *amount;
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
  const size_t count = zones.milliCpu.size();
  if (zones.incomplete || count < 2)
    return "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes";
  std::vector<api::Endpoint*> ready;
  for (api::Endpoint* endpoint : endpoints)
    if (endpoint->conditions.ready.value_or(false)) ready.push_back(endpoint);
  if (ready.size() < count)
    return fmt::format("Insufficient number of endpoints ({} endpoints, {} zones)", ready.size(), count);
  double total = 0;
  for (const auto& [zone, cpu] : zones.milliCpu) total += static_cast<double>(cpu);
  Amounts shares;
  size_t fewest = 0;
  for (const auto& [zone, cpu] : zones.milliCpu) {
    const double wanted = static_cast<double>(cpu) / total * static_cast<double>(ready.size());
    const double least = std::ceil(wanted / kOverload);
    shares[zone] = std::max(wanted, least);
    fewest += static_cast<size_t>(least);
  }
  if (fewest > ready.size())
    return fmt::format(
        "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold ({} "
        "endpoints, {} zones)",
        ready.size(), count);
  ByZone byZone;
  for (api::Endpoint* endpoint : ready) {
    if (!endpoint->zone) return "One or more endpoints do not have a zone specified";
    byZone[*endpoint->zone].push_back(endpoint);
  }
  balance(shares, byZone);
  for (const auto& [zone, members] : byZone)
    for (api::Endpoint* endpoint : members) endpoint->hints = api::EndpointHints{{{zone}}, {}};
  return std::nullopt;
}

}  // namespace seamark::controllers::endpointslice
