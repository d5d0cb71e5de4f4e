// Proxy.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/proxy.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "proxy/data_plane.h"
#include "proxy/health.h"
#include "proxy/metrics.h"
#include "proxy/nftables/nft_data_plane.h"
#include "proxy/plan.h"
#include "proxy/userspace/userspace_data_plane.h"
#include "routing/feed.h"

namespace seamark::proxy {

using routing::RoutingBatch;
using routing::RoutingFeed;
using routing::ServicePtr;

namespace {

constexpr Duration kFirstRetry = std::chrono::milliseconds(50);
constexpr Duration kLongestRetry = std::chrono::seconds(30);
constexpr size_t kTriggersKept = 100'000;
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
    options.snapshotPath = config.snapshotPath;
    feed =
        std::make_unique<RoutingFeed>(carrier, options, [this](const RoutingBatch& batch) { take(batch); });
    metrics = std::make_shared<Metrics>(carrier.executor().clock().now());
    const HealthServers::Config ports{config.healthzBindAddress, config.metricsBindAddress,
                                      std::string(dataPlane->mode())};
    health = std::make_unique<HealthServers>(carrier.executor().clock(), ports, metrics);
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
  std::shared_ptr<Metrics> metrics;
  std::unique_ptr<HealthServers> health;
  std::function<void()> applied;
  std::map<ServiceName, HealthCheck> checks;                   // of the Services that ask for one
  int64_t internalWithoutLocal = 0, externalWithoutLocal = 0;  // ports, of all plans
  std::vector<int64_t> triggers;                               // of changes that are not applied yet
  std::set<int64_t> seenTriggers;

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
    if (const ServicePlan* before = table.plan(name)) count(*before, -1);
    checks.erase(name);
    if (it == services.end()) return table.remove(name);
    ServicePlan now = plan(*it->second, context);
    count(now, +1);
    if (now.healthCheck) checks.emplace(name, *now.healthCheck);
    table.set(name, std::move(now));
  }
  void count(const ServicePlan& plan, int by) {
    internalWithoutLocal += by * static_cast<int64_t>(plan.portsWithoutLocalInternal);
    externalWithoutLocal += by * static_cast<int64_t>(plan.portsWithoutLocalExternal);
  }
  void replanAll() {
    for (const auto& [name, service] : services) replan(name);
  }

  void takeServices(const RoutingBatch& batch) {
    if (batch.complete) {  // what the snapshot had and the API has no more
      std::erase_if(services, [&](const auto& held) { return !batch.services.contains(held.first); });
      for (const auto& [name, plan] : std::map(table.plans()))
        if (!batch.services.contains(name)) replan(name);
    }
    for (const auto& [name, service] : batch.services) {
      if (service)
        services[name] = service;
      else
        services.erase(name);
    }
  }

  // Returns whether anything changed that plans depend on.
  bool takeNode(const routing::NodeView& node) {
    if (node == context.node) return false;
    context.node = node;
    context.node.name = config.nodeName;
    context.nodePortAddresses = nodePortAddresses();
    return true;
  }

  void take(const RoutingBatch& batch) {
    metrics->changesArrived(executor().clock().now(), batch.services.size(), batch.services.size());
    takeServices(batch);
    const bool all = batch.node && takeNode(*batch.node);
    if (batch.serviceRanges) context.rules.serviceRanges = *batch.serviceRanges;
    table.setNode(context.rules);
    for (const auto& [name, service] : batch.services) replan(name);
    if (all) replanAll();
    pending.merge(table.takeChanges());
    if (batch.complete) pending.everything = true;  // also what an earlier process has left behind
    noteTriggers(batch);
    if (batch.fromSnapshot) state.snapshotTaken = batch.fromSnapshot;
    apply();
    publish();
  }

  void apply() {
    if (pending.empty()) {
      state.synced = state.synced || feed->synced();
      return;
    }
    ++state.applies;
    const bool everything = pending.everything;
    const SteadyTime begun = executor().clock().steady();
    const Result<> done = dataPlane->apply(table.ruleset(), pending);
    if (!done) return failed(done.error());
    pending = {};
    succeeded(executor().clock().steady() - begun, everything);
  }

  void succeeded(Duration took, bool everything) {
    const WallTime now = executor().clock().now();
    metrics->applied(now, took, everything, 0);
    for (const int64_t changedMs : triggers)
      metrics->programmed(now - WallTime(std::chrono::milliseconds(changedMs)));
    triggers.clear();
    state.lastApplied = now;
    state.lastError.clear();
    failingSince.reset();
    retryDelay = kFirstRetry;
    state.synced = state.synced || feed->synced();
    if (applied) applied();
  }

  // When the Pods changed whose slices these are, for kubeproxy_network_programming_duration_seconds; what
  // was there before this process says nothing about it.
  void noteTriggers(const RoutingBatch& batch) {
    if (batch.complete) return;
    for (const auto& [name, service] : batch.services)
      if (service)
        for (const routing::SlicePtr& slice : service->slices)
          if (slice->lastChangeTriggerMs && seenTriggers.insert(*slice->lastChangeTriggerMs).second)
            triggers.push_back(*slice->lastChangeTriggerMs);
    if (seenTriggers.size() > kTriggersKept) seenTriggers.clear();
  }

  void publish() {
    HealthState now;
    const ProxyStatus s = status();
    now.healthy = s.healthy;
    now.nodeEligible = s.nodeEligible;
    now.lastUpdated = s.lastApplied.value_or(WallTime{});
    now.checks = checks;
    metrics->withoutLocalEndpoints(static_cast<size_t>(internalWithoutLocal),
                                   static_cast<size_t>(externalWithoutLocal));
    health->publish(std::move(now));
  }

  void failed(const Status& why) {
    ++state.failures;
    metrics->applyFailed();
    state.lastError = why.message;
    if (!failingSince) failingSince = executor().clock().steady();
    log::error("Cannot apply the rules of Services; trying again", {{"error", why.message}});
    executor().cancel(retryTimer);
    retryTimer = executor().after(retryDelay, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      self->apply();
      self->publish();
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
      metrics->drifted(*drift);
      log::warning("Somebody changed rules of ours in the kernel; they are put right",
                   {{"differences", *drift}});
    }
  }

  ProxyStatus status() const {
    ProxyStatus now = state;
    now.mode = dataPlane->mode();
    now.services = services.size();
    now.nodeEligible = !context.node.beingDeleted;
    now.frontends = table.ruleset().frontends.size();
    now.pending = pending.frontends.size() + pending.clusterIPs.size() + pending.localEndpoints.size() +
                  (pending.node ? 1 : 0) + (pending.everything ? 1 : 0);
    now.healthy = (state.synced || state.snapshotTaken) &&
                  (!failingSince || carrier.executor().clock().steady() - *failingSince < kUnhealthyAfter);
    return now;
  }
};

namespace {

Result<std::unique_ptr<DataPlane>> makeDataPlane(ProxyMode mode, net::EventLoop& loop) {
  if (mode != ProxyMode::Userspace) {
    Result<std::unique_ptr<NftDataPlane>> plane = NftDataPlane::open();
    if (plane) return std::unique_ptr<DataPlane>(std::move(*plane));
    if (mode == ProxyMode::Nftables) return Failure(plane.error());
    log::info("nf_tables cannot be used here; Services are served by this process on loopback addresses",
              {{"reason", plane.error().message}});
  }
  return std::unique_ptr<DataPlane>(std::make_unique<UserspaceDataPlane>(loop));
}

}  // namespace

Result<std::unique_ptr<Proxy>> Proxy::make(client::Carrier& carrier, net::EventLoop& loop,
                                           ProxyConfig config) {
  TRY(std::unique_ptr<DataPlane> plane, makeDataPlane(config.mode, loop));
  return std::make_unique<Proxy>(carrier, std::move(config), std::move(plane));
}

Proxy::Proxy(client::Carrier& carrier, ProxyConfig config, std::unique_ptr<DataPlane> dataPlane)
    : impl_(std::make_shared<Impl>(carrier, std::move(config), std::move(dataPlane))) {}

Proxy::~Proxy() {
  impl_->executor().cancel(impl_->retryTimer);
  impl_->executor().cancel(impl_->auditTimer);
}

void Proxy::start() {
  impl_->health->start();
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
