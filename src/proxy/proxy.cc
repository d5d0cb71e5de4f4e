// Proxy. SPDX-License-Identifier: Apache-2.0
#include "proxy/proxy.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "proxy/data_plane.h"
#include "proxy/nftables/nft_data_plane.h"
#include "proxy/plan.h"
#include "routing/feed.h"

namespace seamark::proxy {

using routing::RoutingBatch;
using routing::RoutingFeed;
using routing::ServicePtr;

namespace {

constexpr Duration kFirstRetry = std::chrono::milliseconds(50);
constexpr Duration kLongestRetry = std::chrono::seconds(30);
constexpr Duration kUnhealthyAfter = std::chrono::minutes(1);  // 2 × kube-proxy's syncPeriod

}  // namespace

std::optional<ProxyMode> proxyModeNamed(std::string_view name) {
  if (name.empty() || name == "auto") return ProxyMode::Auto;
  if (name == "nftables") return ProxyMode::Nftables;
  if (name == "userspace") return ProxyMode::Userspace;
  return std::nullopt;
}

struct Proxy::Impl : std::enable_shared_from_this<Proxy::Impl> {
  Impl(client::Carrier& c, ProxyConfig configuration, std::unique_ptr<DataPlane> plane)
      : carrier(c), config(std::move(configuration)), dataPlane(std::move(plane)) {
    context.node.name = config.nodeName;
    context.rules.podRanges = config.clusterCidrs;
    context.masqueradeAll = config.masqueradeAll;
    routing::RoutingFeedOptions options;
    options.nodeName = config.nodeName;
    options.serviceRanges = true;
    feed =
        std::make_unique<RoutingFeed>(carrier, options, [this](const RoutingBatch& batch) { take(batch); });
  }

  client::Carrier& carrier;
  ProxyConfig config;
  std::unique_ptr<DataPlane> dataPlane;
  std::unique_ptr<RoutingFeed> feed;
  std::map<ServiceName, ServicePtr> services;
  PlanContext context;
  RulesetTable table;
  Changes pending;
  ProxyStatus state;
  std::optional<SteadyTime> failingSince;
  Duration retryDelay = kFirstRetry;
  Executor::Timer retryTimer = Executor::Timer::None;
  Executor::Timer auditTimer = Executor::Timer::None;
  std::function<void()> applied;

  Executor& executor() { return carrier.executor(); }

  // The addresses that node ports are answered on.
  std::vector<IpAddress> nodePortAddresses() const {
    std::vector<IpAddress> chosen;
    for (const IpAddress& address : context.node.addresses) {
      if (config.nodePortAddresses.empty()) {  // "primary"
        const bool first = std::none_of(chosen.begin(), chosen.end(),
                                        [&](const IpAddress& a) { return a.family() == address.family(); });
        if (first) chosen.push_back(address);
      } else if (std::any_of(config.nodePortAddresses.begin(), config.nodePortAddresses.end(),
                             [&](const Cidr& range) { return range.contains(address); })) {
        chosen.push_back(address);
      }
    }
    return chosen;
  }

  void replan(const ServiceName& name) {
    const auto it = services.find(name);
    if (it == services.end())
      table.remove(name);
    else
      table.set(name, plan(*it->second, context));
  }
  void replanAll() {
    for (const auto& [name, service] : services) replan(name);
  }

  void takeServices(const RoutingBatch& batch) {
    if (batch.complete) {  // what the snapshot had and the API has no more
      std::erase_if(services, [&](const auto& held) {
        if (batch.services.contains(held.first)) return false;
        table.remove(held.first);
        return true;
      });
    }
    for (const auto& [name, service] : batch.services) {
      if (service)
        services[name] = service;
      else
        services.erase(name);
    }
  }

  void take(const RoutingBatch& batch) {
    takeServices(batch);
    bool all = false;
    if (batch.node && *batch.node != context.node) {
      context.node = *batch.node;
      context.node.name = config.nodeName;
      context.nodePortAddresses = nodePortAddresses();
      state.nodeEligible = !context.node.beingDeleted;
      all = true;
    }
    if (batch.serviceRanges) context.rules.serviceRanges = *batch.serviceRanges;
    table.setNode(context.rules);
    if (all)
      replanAll();
    else
      for (const auto& [name, service] : batch.services) replan(name);
    pending.merge(table.takeChanges());
    if (batch.complete) pending.everything = true;  // also what an earlier process has left behind
    apply();
    if (batch.complete && pending.empty()) state.synced = true;
  }

  void apply() {
    if (pending.empty()) return;
    ++state.applies;
    const Result<> done = dataPlane->apply(table.ruleset(), pending);
    if (!done) return failed(done.error());
    pending = {};
    state.lastApplied = executor().clock().now();
    state.lastError.clear();
    failingSince.reset();
    retryDelay = kFirstRetry;
    state.synced = state.synced || feed->synced();
    if (applied) applied();
  }

  void failed(const Status& why) {
    ++state.failures;
    state.lastError = why.message;
    if (!failingSince) failingSince = executor().clock().steady();
    log::error("Cannot apply the rules of Services; trying again", {{"error", why.message}});
    executor().cancel(retryTimer);
    retryTimer = executor().after(retryDelay, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->apply();
    });
    retryDelay = std::min(retryDelay * 2, kLongestRetry);
  }

  void scheduleAudit() {
    auditTimer = executor().after(config.auditPeriod, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->audit();
    });
  }
  void audit() {
    scheduleAudit();
    if (!state.synced || !pending.empty()) return;
    const Result<size_t> drift = dataPlane->audit(table.ruleset());
    if (!drift) {
      log::warning("Cannot compare the kernel with what it should hold", {{"error", drift.error().message}});
    } else if (*drift != 0) {
      state.drift += *drift;
      log::warning("Somebody changed rules of ours in the kernel; they are put right",
                   {{"differences", *drift}});
    }
  }

  ProxyStatus status() const {
    ProxyStatus now = state;
    now.mode = dataPlane->mode();
    now.services = services.size();
    now.frontends = table.ruleset().frontends.size();
    now.pending = pending.frontends.size() + pending.clusterIPs.size() + pending.localEndpoints.size() +
                  (pending.node ? 1 : 0) + (pending.everything ? 1 : 0);
    now.healthy = state.synced &&
                  (!failingSince || carrier.executor().clock().steady() - *failingSince < kUnhealthyAfter);
    return now;
  }
};

Result<std::unique_ptr<Proxy>> Proxy::make(client::Carrier& carrier, ProxyConfig config) {
  TRY(std::unique_ptr<DataPlane> plane, NftDataPlane::open());
  return std::make_unique<Proxy>(carrier, std::move(config), std::move(plane));
}

Proxy::Proxy(client::Carrier& carrier, ProxyConfig config, std::unique_ptr<DataPlane> dataPlane)
    : impl_(std::make_shared<Impl>(carrier, std::move(config), std::move(dataPlane))) {}

Proxy::~Proxy() {
  impl_->executor().cancel(impl_->retryTimer);
  impl_->executor().cancel(impl_->auditTimer);
}

void Proxy::start() {
  impl_->feed->start();
  impl_->scheduleAudit();
}

ProxyStatus Proxy::status() const {
  return impl_->status();
}
const Ruleset& Proxy::ruleset() const {
  return impl_->table.ruleset();
}
void Proxy::onApplied(std::function<void()> callback) {
  impl_->applied = std::move(callback);
}

Result<> Proxy::cleanup() {
  return NftDataPlane::cleanup();
}

}  // namespace seamark::proxy
