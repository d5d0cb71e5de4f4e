// Ruleset, diff, RulesetTable.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/ruleset.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/assert.h"

namespace seamark::proxy {

namespace {

std::string hostPort(const IpAddress& address, uint16_t port) {
  const std::string host = address.isV6() ? "[" + address.text() + "]" : address.text();
  return host + ":" + std::to_string(port);
}

bool same(const RulePtr& a, const RulePtr& b) {
  return a == b || (a && b && *a == *b);
}

}  // namespace

std::string Frontend::text() const {
  return std::string(routing::lowerProtocolName(protocol)) + "://" + hostPort(address, port);
}

std::string Backend::text() const {
  return hostPort(address, port);
}

void Changes::merge(Changes other) {
  everything = everything || other.everything;
  frontends.merge(other.frontends);
  clusterIPs.merge(other.clusterIPs);
  localEndpoints.merge(other.localEndpoints);
  node = node || other.node;
}

Changes diff(const Ruleset& before, const Ruleset& after) {
  Changes changes;
  for (const auto& [frontend, rule] : before.frontends) {
    const auto it = after.frontends.find(frontend);
    if (it == after.frontends.end() || !same(rule, it->second)) changes.frontends.insert(frontend);
  }
  for (const auto& [frontend, rule] : after.frontends)
    if (!before.frontends.contains(frontend)) changes.frontends.insert(frontend);
  const auto differing = [](const std::set<IpAddress>& a, const std::set<IpAddress>& b,
                            std::set<IpAddress>& into) {
    std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(into, into.end()));
  };
  differing(before.clusterIPs, after.clusterIPs, changes.clusterIPs);
  differing(before.localEndpoints, after.localEndpoints, changes.localEndpoints);
  changes.node = before.node != after.node;
  return changes;
}

void RulesetTable::settle(const Frontend& frontend) {
  const auto claims = claims_.find(frontend);
  const auto now = ruleset_.frontends.find(frontend);
  const RulePtr before = now == ruleset_.frontends.end() ? nullptr : now->second;
  const RulePtr after = claims == claims_.end() ? nullptr : claims->second.begin()->second;
  if (same(before, after)) return;
  changes_.frontends.insert(frontend);
  if (after)
    ruleset_.frontends[frontend] = after;
  else
    ruleset_.frontends.erase(frontend);
}

void RulesetTable::claim(const Frontend& frontend, const ServiceName& name, RulePtr rule) {
  claims_[frontend][name] = std::move(rule);
  settle(frontend);
}

void RulesetTable::release(const Frontend& frontend, const ServiceName& name) {
  const auto it = claims_.find(frontend);
  SM_ASSERT(it != claims_.end());
  it->second.erase(name);
  if (it->second.empty()) claims_.erase(it);
  settle(frontend);
}

void RulesetTable::count(std::map<IpAddress, size_t>& counts, std::set<IpAddress>& present,
                         std::set<IpAddress>& changed, const std::vector<IpAddress>& addresses, int by) {
  for (const IpAddress& address : addresses) {
    size_t& n = counts[address];
    n += by;
    if (n == 0) {
      counts.erase(address);
      present.erase(address);
      changed.insert(address);
    } else if (by > 0 && present.insert(address).second) {
      changed.insert(address);
    }
  }
}

void RulesetTable::set(const ServiceName& name, ServicePlan plan) {
  ServicePlan& held = plans_[name];
  const ServicePlan before = std::exchange(held, std::move(plan));
  for (const auto& [frontend, rule] : held.frontends) claim(frontend, name, rule);
  for (const auto& [frontend, rule] : before.frontends)
    if (!held.frontends.contains(frontend)) release(frontend, name);
  count(clusterIPs_, ruleset_.clusterIPs, changes_.clusterIPs, held.clusterIPs, +1);
  count(clusterIPs_, ruleset_.clusterIPs, changes_.clusterIPs, before.clusterIPs, -1);
  count(localEndpoints_, ruleset_.localEndpoints, changes_.localEndpoints, held.localEndpoints, +1);
  count(localEndpoints_, ruleset_.localEndpoints, changes_.localEndpoints, before.localEndpoints, -1);
}

void RulesetTable::remove(const ServiceName& name) {
  if (!plans_.contains(name)) return;
  set(name, {});
  plans_.erase(name);
}

void RulesetTable::setNode(NodeRules node) {
  if (ruleset_.node == node) return;
  ruleset_.node = std::move(node);
  changes_.node = true;
}

const ServicePlan* RulesetTable::plan(const ServiceName& name) const {
  const auto it = plans_.find(name);
  return it == plans_.end() ? nullptr : &it->second;
}

Changes RulesetTable::takeChanges() {
  return std::exchange(changes_, {});
}

}  // namespace seamark::proxy
