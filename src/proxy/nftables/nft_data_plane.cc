// NftDataPlane.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/nftables/nft_data_plane.h"

#include <linux/netlink.h>

#include <algorithm>

#include "base/log.h"
#include "proxy/nftables/conntrack.h"
#include "proxy/nftables/routes.h"

namespace seamark::proxy {

namespace {

std::set<std::string> chainsIn(const ElementStore& elements) {
  std::set<std::string> chains;
  for (const Table table : {Table::Services, Table::Insiders})
    for (const IpFamily family : {IpFamily::V4, IpFamily::V6})
      for (const auto& [key, chain] : elements.at({table, family})) chains.insert(chain);
  return chains;
}

bool leadsToPickChain(const Element& element) {
  return element.table.table == Table::Services || element.table.table == Table::Insiders;
}

// The elements that hold NodeRules.
void findNodeElements(const ElementStore& held, std::vector<Element>& into) {
  for (const Table table : {Table::PodRanges, Table::ServiceRanges})
    for (const IpFamily family : {IpFamily::V4, IpFamily::V6})
      for (const auto& [key, value] : held.at({table, family})) into.push_back({{table, family}, key, value});
}

// An address that is there or not: its element in `held` and in `wanted`.
void addMember(const Element& element, bool wantedNow, const ElementStore& held, std::vector<Element>& before,
               std::vector<Element>& after) {
  if (held.find(element.table, element.key)) before.push_back(element);
  if (wantedNow) after.push_back(element);
}

}  // namespace

Result<std::unique_ptr<NftDataPlane>> NftDataPlane::open() {
  TRY(NftKernel kernel, NftKernel::open());
  TRY(NetlinkSocket conntrack, NetlinkSocket::open(NETLINK_NETFILTER));
  TRY(NetlinkSocket routes, NetlinkSocket::open(NETLINK_ROUTE));
  return std::unique_ptr<NftDataPlane>(
      new NftDataPlane(std::move(kernel), std::move(conntrack), std::move(routes)));
}

Result<> NftDataPlane::cleanup() {
  TRY(NftKernel kernel, NftKernel::open());
  TRY(NetlinkSocket routes, NetlinkSocket::open(NETLINK_ROUTE));
  CHECKED(kernel.removeTable());
  return removeRoutes(routes);
}

Result<> NftDataPlane::adopt() {
  TRY(KernelState state, kernel_.read());
  if (!state.skeleton) {
    CHECKED(kernel_.loadSkeleton());
    state = {};
  }
  held_ = std::move(state.elements);
  chains_ = std::move(state.pickChains);
  applied_.clear();
  adopted_ = true;
  log::info("Took over the rules in the kernel", {{"elements", held_.size()}});
  return {};
}

Result<> NftDataPlane::commit(const ElementChanges& changes) {
  std::set<std::string> newChains;
  for (const Element& element : changes.add)
    if (leadsToPickChain(element) && !chains_.contains(element.value)) newChains.insert(element.value);
  if (changes.empty()) return {};
  if (Result<> done = kernel_.change(changes, newChains); !done) {
    adopted_ = false;  // part of a change in several batches may be there: look again before the next attempt
    return done;
  }
  for (const Element& element : changes.remove) held_.erase(element);
  for (const Element& element : changes.add) held_.set(element);
  chains_.merge(newChains);
  generation_ = 0;
  return {};
}

void NftDataPlane::dropUnusedChains() {
  std::set<std::string> unused;
  const std::set<std::string> used = chainsIn(held_);
  std::set_difference(chains_.begin(), chains_.end(), used.begin(), used.end(),
                      std::inserter(unused, unused.end()));
  if (unused.empty()) return;
  if (const Result<> done = kernel_.removeChains(unused); !done) {
    log::warning("Cannot remove chains that nothing leads to", {{"error", done.error().message}});
    return;
  }
  for (const std::string& chain : unused) chains_.erase(chain);
}

void NftDataPlane::noteFlows(const Frontend& frontend, const RulePtr& before, const RulePtr& now) {
  if (frontend.protocol != Protocol::Udp || !now)
    return;  // the flows of a Service that is gone are left alone
  const bool lost = !before || !std::includes(now->serving.begin(), now->serving.end(),
                                              before->serving.begin(), before->serving.end());
  const bool opened = before && before->backends.empty() && !now->backends.empty();
  if (lost || opened) staleFlows_.insert(frontend);
}

void NftDataPlane::forgetFlows(const Ruleset& ruleset) {
  if (staleFlows_.empty()) return;
  std::map<Frontend, RulePtr> rules;
  for (const Frontend& frontend : staleFlows_)
    if (const auto it = ruleset.frontends.find(frontend); it != ruleset.frontends.end()) rules.insert(*it);
  const Result<size_t> forgotten = forgetStaleFlows(conntrack_, rules);
  if (!forgotten) {
    log::warning("Cannot clear flows to endpoints that are gone", {{"error", forgotten.error().message}});
    return;  // staleFlows_ stays for the next time
  }
  staleFlows_.clear();
}

void NftDataPlane::keepRoutes(const std::vector<Cidr>& ranges) {
  for (const Cidr& range : ranges)
    if (const Result<> done = ensureRoute(routes_, range); !done)
      log::warning("Cannot make a route to the service range; this host itself may not reach Services",
                   {{"range", range.text()}, {"error", done.error().message}});
}

Result<> NftDataPlane::applyAll(const Ruleset& ruleset) {
  const ElementStore wanted = elementsOf(ruleset, held_);
  CHECKED(commit(difference(held_, wanted)));
  for (const auto& [frontend, rule] : ruleset.frontends) {
    const auto it = applied_.find(frontend);
    noteFlows(frontend, it == applied_.end() ? nullptr : it->second, rule);
  }
  applied_ = ruleset.frontends;
  dropUnusedChains();
  keepRoutes(ruleset.node.serviceRanges);
  return {};
}

Result<> NftDataPlane::applySome(const Ruleset& ruleset, const Changes& changes) {
  std::vector<Element> before, after;
  for (const Frontend& frontend : changes.frontends) {
    const auto was = applied_.find(frontend);
    findElements(frontend, was == applied_.end() ? nullptr : was->second.get(), held_, before);
    const auto now = ruleset.frontends.find(frontend);
    if (now != ruleset.frontends.end()) addElements(frontend, *now->second, held_, after);
  }
  for (const IpAddress& address : changes.clusterIPs)
    addMember(clusterIpElement(address), ruleset.clusterIPs.contains(address), held_, before, after);
  for (const IpAddress& address : changes.localEndpoints)
    addMember(localEndpointElement(address), ruleset.localEndpoints.contains(address), held_, before, after);
  if (changes.node) {
    findNodeElements(held_, before);
    addNodeElements(ruleset.node, after);
  }
  CHECKED(commit(difference(before, after)));
  for (const Frontend& frontend : changes.frontends) {
    const auto now = ruleset.frontends.find(frontend);
    const auto was = applied_.find(frontend);
    const RulePtr rule = now == ruleset.frontends.end() ? nullptr : now->second;
    noteFlows(frontend, was == applied_.end() ? nullptr : was->second, rule);
    if (rule)
      applied_[frontend] = rule;
    else
      applied_.erase(frontend);
  }
  if (changes.node) keepRoutes(ruleset.node.serviceRanges);
  return {};
}

Result<> NftDataPlane::apply(const Ruleset& ruleset, const Changes& changes) {
  const bool all = !adopted_ || changes.everything;
  if (!adopted_) CHECKED(adopt());
  CHECKED(all ? applyAll(ruleset) : applySome(ruleset, changes));
  forgetFlows(ruleset);
  return {};
}

Result<size_t> NftDataPlane::audit(const Ruleset& ruleset) {
  TRY(const uint32_t generation, kernel_.generation());
  if (adopted_ && generation_ != 0 && generation == generation_) return size_t{0};
  TRY(const KernelState state, kernel_.read());
  const ElementChanges drift = difference(state.elements, held_);
  const size_t differing = state.skeleton ? std::max(drift.remove.size(), drift.add.size()) : 1;
  if (differing != 0) {
    adopted_ = false;
    Changes everything;
    everything.everything = true;
    CHECKED(apply(ruleset, everything));
  }
  generation_ = kernel_.generation().value_or(0);
  return differing;
}

}  // namespace seamark::proxy
