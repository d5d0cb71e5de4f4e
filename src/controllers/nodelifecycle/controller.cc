// SPDX-License-Identifier: Apache-2.0
#include "controllers/nodelifecycle/controller.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/coordination/lease.h"
#include "base/log.h"
#include "controllers/pods.h"

namespace seamark::controllers::nodelifecycle {

using client::ObjectPtr;
using client::WorkQueue;

namespace {
constexpr auto kLeases = "kube-node-lease";
// How often nodes are looked at, and how long after that one may get its turn.
constexpr Duration kMonitorPeriod = std::chrono::seconds(5);
constexpr Duration kTurnPeriod = std::chrono::milliseconds(100);

SteadyTime nextLook(SteadyTime atLeast) {
  const Duration since = atLeast.time_since_epoch() % kMonitorPeriod;
  return atLeast + (kMonitorPeriod - since) % kMonitorPeriod;
}
}  // namespace

NodeLifecycleController::NodeLifecycleController(const Context& context, Duration gracePeriod,
                                                 const EvictionRates& rates)
    : context_(context),
      gracePeriod_(gracePeriod),
      nodes_(context.informers.of<api::Node>()),
      leases_(context.informers.of<api::Lease>()),
      pods_(context.informers.of<api::Pod>()),
      events_(context.carrier, "node-controller"),
      zones_(rates),
      queue_(
          context.executor(), "node_lifecycle_controller", 5, kKeepTrying,
          [this](const std::string& name, const WorkQueue::Finish& finish) { sync(name, finish); },
          context.metrics),
      turns_(context.executor(), "node_lifecycle_turns", 5, kKeepTrying,
             [this](const std::string& zone, const WorkQueue::Finish& finish) {
               giveTurns(zone);
               finish(WorkQueue::Verdict::Done);
             }),
      watchdog_(context.executor(), "node_lifecycle_watchdog", 5, kKeepTrying,
                [this](const std::string& name, const WorkQueue::Finish& finish) {
                  look(name);
                  finish(WorkQueue::Verdict::Done);
                }) {
  queue_.hold();
  watch();
}

void NodeLifecycleController::watch() {
  indexByNode(pods_);
  nodes_.addHandler({.onAdd =
                         [this](const ObjectPtr& now) {
                           const std::string& name = now->metadata.name;
                           heard(name);
                           count(name, now);
                           queue_.add(name);
                           events_.record(
                               nodes_.kind(), *now, "Normal", "RegisteredNode",
                               fmt::format("Node {} event: Registered Node {} in Controller", name, name));
                         },
                     .onUpdate =
                         [this](const ObjectPtr& before, const ObjectPtr& now) {
                           if (isHeartbeat(api::as<api::Node>(*before), api::as<api::Node>(*now)))
                             heard(now->metadata.name);
                           count(now->metadata.name, now);
                           queue_.add(now->metadata.name);
                         },
                     .onDelete =
                         [this](const ObjectPtr& last) {
                           heard_.erase(last->metadata.name);
                           count(last->metadata.name, nullptr);
                         }});
  const auto renewed = [this](const ObjectPtr& lease) {
    const std::string& name = lease->metadata.name;
    if (lease->metadata.namespace_ != kLeases || !heard_.contains(name)) return;
    const bool wasSilent = isSilent(name);
    heard(name);
    if (wasSilent) count(name, nodes_.get(name));
  };
  leases_.addHandler({.onAdd = renewed,
                      .onUpdate =
                          [renewed](const ObjectPtr& before, const ObjectPtr& now) {
                            if (api::as<api::Lease>(*before).spec.renewTime !=
                                api::as<api::Lease>(*now).spec.renewTime)
                              renewed(now);
                          },
                      .onDelete = {}});
}

void NodeLifecycleController::start() {
  started_ = true;
  settleZones();
  queue_.release();
}
// Its watchdog waits for ever; that is rest.
bool NodeLifecycleController::idle() const {
  return queue_.idle();
}

// Nodes are looked at together, so that many that fall silent at about the same time are seen as many.
void NodeLifecycleController::heard(const std::string& node) {
  const SteadyTime now = context_.executor().clock().steady();
  heard_[node] = now;
  watchdog_.addAfter(node, nextLook(now + gracePeriod_) - now);
}

bool NodeLifecycleController::isSilent(const std::string& name) const {
  const auto it = heard_.find(name);
  return it != heard_.end() && context_.executor().clock().steady() - it->second >= gracePeriod_;
}

// Looks again later when there was a sign meanwhile: of two waits for a node the queue keeps the sooner.
void NodeLifecycleController::look(const std::string& name) {
  const auto it = heard_.find(name);
  if (it == heard_.end()) return;
  if (!isSilent(name)) {
    const SteadyTime now = context_.executor().clock().steady();
    return watchdog_.addAfter(name, nextLook(it->second + gracePeriod_) - now);
  }
  count(name, nodes_.get(name));
  queue_.add(name);
}

void NodeLifecycleController::count(const std::string& name, const ObjectPtr& node) {
  if (node)
    zones_.put(api::as<api::Node>(*node), isSilent(name), context_.executor().clock().steady());
  else
    zones_.erase(name);
  if (started_) settleZones();
}

// When the last zone goes dark the taints are taken back; when there is light again, every node gets the time
// that it has after a heartbeat.
void NodeLifecycleController::settleZones() {
  const SteadyTime now = context_.executor().clock().steady();
  const bool wasDark = zones_.dark();
  zones_.settle(now);
  if (zones_.dark() != wasDark)
    for (const auto& [name, node] : nodes_.all()) {
      if (wasDark) heard(name);
      zones_.put(api::as<api::Node>(*node), isSilent(name), now);
      queue_.add(name);
    }
  zones_.settle(now);
  for (const std::string& zone : zones_.zonesWithWishes()) giveTurnsLater(zone);
}

void NodeLifecycleController::giveTurns(const std::string& zone) {
  if (const auto node = zones_.next(zone, context_.executor().clock().steady())) queue_.add(*node);
  giveTurnsLater(zone);
}

void NodeLifecycleController::giveTurnsLater(const std::string& zone) {
  const auto wait = zones_.wait(zone, context_.executor().clock().steady());
  if (wait) turns_.addAfter(zone, std::max(*wait, kTurnPeriod));
}

Expel NodeLifecycleController::settleTurn(const api::Node& node) {
  const std::string& name = node.metadata.name;
  if (!isToExpel(node)) {
    zones_.drop(name);
  } else if (!zones_.hasTurn(name)) {
    zones_.wish(name);
    giveTurnsLater(zones_.zoneOf(name));
  }
  return expelNow(node, zones_.dark(), zones_.hasTurn(name));
}

void NodeLifecycleController::sync(const std::string& name, const WorkQueue::Finish& finish) {
  const auto node = client::get<api::Node>(nodes_, name);
  if (!node) return finish(WorkQueue::Verdict::Done);
  const api::Time now = api::Time::of(context_.executor().clock().now());
  const bool silent = isSilent(name);
  client::Informer* informer = &nodes_;
  std::vector<Change> changes;
  if (auto next = silent ? silenced(*node, now) : nullptr) {
    if (readiness(*node) == "True")
      events_.record(nodes_.kind(), *node, "Normal", "NodeNotReady",
                     fmt::format("Node {} status is now: NodeNotReady", name));
    changes.push_back({Change::What::Update, std::move(next), "status"});
  } else if (auto wanted = marked(*node, settleTurn(*node), now)) {
    changes.push_back({Change::What::Update, std::move(wanted)});
  } else if (silent) {
    informer = &pods_;
    changes = silencePods(name);
  }
  if (changes.empty()) return finish(WorkQueue::Verdict::Done);
  context_.apply(*informer, std::move(changes), [this, name, finish](const Result<>& result) {
    const bool gone = !result && result.error().is("NotFound");
    if (!result && !gone)
      log::debug("Node is tried again", {{"node", name}, {"error", result.error().message}});
    if (result) queue_.add(name);  // for what comes next: taints, pods
    finish(result || gone ? WorkQueue::Verdict::Done : WorkQueue::Verdict::Retry);
  });
}

std::vector<Change> NodeLifecycleController::silencePods(const std::string& node) {
  std::vector<Change> changes;
  const api::Time now = api::Time::of(context_.executor().clock().now());
  for (const ObjectPtr& pod : pods_.byIndex(kPodsByNode, node)) {
    auto next = notReady(api::as<api::Pod>(*pod), now);
    if (!next) continue;
    events_.record(pods_.kind(), *pod, "Warning", "NodeNotReady", "Node is not ready");
    changes.push_back({Change::What::Update, std::move(next), "status"});
  }
  return changes;
}

}  // namespace seamark::controllers::nodelifecycle
