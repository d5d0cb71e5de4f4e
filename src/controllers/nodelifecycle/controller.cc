// SPDX-License-Identifier: Apache-2.0
#include "controllers/nodelifecycle/controller.h"

#include <fmt/format.h>

#include <utility>

#include "api/coordination/lease.h"
#include "base/log.h"
#include "controllers/nodelifecycle/plan.h"

namespace seamark::controllers::nodelifecycle {

using client::ObjectPtr;
using client::WorkQueue;

namespace {
constexpr auto kLeases = "kube-node-lease";
constexpr auto kByNode = "node";
}  // namespace

NodeLifecycleController::NodeLifecycleController(const Context& context, Duration gracePeriod)
    : context_(context),
      gracePeriod_(gracePeriod),
      nodes_(context.informers.of<api::Node>()),
      leases_(context.informers.of<api::Lease>()),
      pods_(context.informers.of<api::Pod>()),
      events_(context.carrier, "node-controller"),
      queue_(
          context.executor(), "node_lifecycle_controller", 5, kKeepTrying,
          [this](const std::string& name, const WorkQueue::Finish& finish) { sync(name, finish); },
          context.metrics),
      watchdog_(context.executor(), "node_lifecycle_watchdog", 5, kKeepTrying,
                [this](const std::string& name, const WorkQueue::Finish& finish) {
                  if (isSilent(name)) queue_.add(name);
                  finish(WorkQueue::Verdict::Done);
                }) {
  queue_.hold();
  watch();
}

void NodeLifecycleController::watch() {
  pods_.addIndex(kByNode, [](const api::Object& pod) -> std::vector<std::string> {
    const std::string& node = api::as<api::Pod>(pod).spec.nodeName;
    if (node.empty()) return {};
    return {node};
  });
  nodes_.addHandler({.onAdd =
                         [this](const ObjectPtr& now) {
                           const std::string& name = now->metadata.name;
                           heard(name);
                           queue_.add(name);
                           events_.record(
                               nodes_.kind(), *now, "Normal", "RegisteredNode",
                               fmt::format("Node {} event: Registered Node {} in Controller", name, name));
                         },
                     .onUpdate =
                         [this](const ObjectPtr& before, const ObjectPtr& now) {
                           if (isHeartbeat(api::as<api::Node>(*before), api::as<api::Node>(*now)))
                             heard(now->metadata.name);
                           queue_.add(now->metadata.name);
                         },
                     .onDelete = [this](const ObjectPtr& last) { heard_.erase(last->metadata.name); }});
  const auto renewed = [this](const ObjectPtr& lease) {
    if (lease->metadata.namespace_ == kLeases && heard_.contains(lease->metadata.name))
      heard(lease->metadata.name);
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
  queue_.release();
}
// Its watchdog waits for ever; that is rest.
bool NodeLifecycleController::idle() const {
  return queue_.idle();
}

void NodeLifecycleController::heard(const std::string& node) {
  heard_[node] = context_.executor().clock().steady();
  watchdog_.addAfter(node, gracePeriod_);
}

// Looks again later when there was a sign meanwhile.
bool NodeLifecycleController::isSilent(const std::string& name) {
  const auto it = heard_.find(name);
  if (it == heard_.end()) return false;
  const Duration silence = context_.executor().clock().steady() - it->second;
  if (silence >= gracePeriod_) return true;
  watchdog_.addAfter(name, gracePeriod_ - silence);
  return false;
}

void NodeLifecycleController::sync(const std::string& name, const WorkQueue::Finish& finish) {
  const auto node = client::get<api::Node>(nodes_, name);
  if (!node) return finish(WorkQueue::Verdict::Done);
  const api::Time now = api::Time::of(context_.executor().clock().now());
  const auto heardAt = heard_.find(name);
  const bool silent =
      heardAt != heard_.end() && context_.executor().clock().steady() - heardAt->second >= gracePeriod_;
  client::Informer* informer = &nodes_;
  std::vector<Change> changes;
  if (auto next = silent ? silenced(*node, now) : nullptr) {
    if (readiness(*node) == "True")
      events_.record(nodes_.kind(), *node, "Normal", "NodeNotReady",
                     fmt::format("Node {} status is now: NodeNotReady", name));
    changes.push_back({Change::What::Update, std::move(next), "status"});
  } else if (auto wanted = marked(*node, now)) {
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
  for (const ObjectPtr& pod : pods_.byIndex(kByNode, node)) {
    auto next = notReady(api::as<api::Pod>(*pod), now);
    if (!next) continue;
    events_.record(pods_.kind(), *pod, "Warning", "NodeNotReady", "Node is not ready");
    changes.push_back({Change::What::Update, std::move(next), "status"});
  }
  return changes;
}

}  // namespace seamark::controllers::nodelifecycle
