// SPDX-License-Identifier: Apache-2.0
#include "controllers/podgc/controller.h"

#include <prometheus/counter.h>

#include <algorithm>
#include <utility>

#include "api/core/node.h"
#include "base/log.h"

namespace seamark::controllers::podgc {

using client::ObjectPtr;
using client::WorkQueue;

namespace {

constexpr Duration kEvery = std::chrono::seconds(20);
// How long a node must have been away before its pods are taken for lost.
constexpr Duration kQuarantine = std::chrono::seconds(40);
constexpr auto kOutOfService = "node.kubernetes.io/out-of-service";

bool isOutOfService(const api::Node& node) {
  const auto& taints = node.spec.taints;
  const auto& conditions = node.status.conditions;
  return std::any_of(taints.begin(), taints.end(), [](const auto& t) { return t.key == kOutOfService; }) &&
         std::none_of(conditions.begin(), conditions.end(),
                      [](const auto& c) { return c.type == "Ready" && c.status == "True"; });
}

}  // namespace

PodGarbageCollector::PodGarbageCollector(const Context& context, size_t terminatedThreshold)
    : context_(context),
      threshold_(terminatedThreshold),
      pods_(context.informers.of<api::Pod>()),
      nodes_(context.informers.of<api::Node>()),
      queue_(
          context.executor(), "pod_garbage_collector", 5, kKeepTrying,
          [this](const std::string& key, const WorkQueue::Finish& finish) { sync(key, finish); },
          context.metrics) {
  watch();
}

PodGarbageCollector::~PodGarbageCollector() {
  context_.executor().cancel(timer_);
}

void PodGarbageCollector::watch() {
  const auto put = [this](const ObjectPtr& now) { roster_.put(keyOf(*now), api::as<api::Pod>(*now)); };
  pods_.addHandler({.onAdd = put,
                    .onUpdate = [put](const ObjectPtr&, const ObjectPtr& now) { put(now); },
                    .onDelete = [this](const ObjectPtr& last) { roster_.erase(keyOf(*last)); }});
}

void PodGarbageCollector::start() {
  later();
}

void PodGarbageCollector::stop() {
  context_.executor().cancel(timer_);
  queue_.stop();
}

void PodGarbageCollector::later() {
  timer_ = context_.executor().after(kEvery, [this, alive = context_.alive] {
    if (!alive.lock()) return;
    round();
    later();
  });
}

void PodGarbageCollector::round() {
  if (threshold_ > 0)
    for (const std::string& key : roster_.endedBeyond(threshold_)) collect(key, {"terminated", {}});
  for (const auto& [name, node] : nodes_.all())
    if (isOutOfService(api::as<api::Node>(*node)))
      for (const std::string& key : roster_.terminatingOn(name)) collect(key, {"out-of-service", {}});
  for (const std::string& key : roster_.unboundTerminating()) collect(key, {"unscheduled", {}});
  collectOfGoneNodes();
}

// Our copy may lag: before a node's pods go, the server is asked whether the node is truly not there.
void PodGarbageCollector::collectOfGoneNodes() {
  const SteadyTime now = context_.executor().clock().steady();
  std::erase_if(missing_, [this](const auto& entry) {
    return nodes_.get(entry.first) || !roster_.byNode().contains(entry.first);
  });
  for (const auto& [node, keys] : roster_.byNode()) {
    if (nodes_.get(node)) continue;
    if (now - missing_.try_emplace(node, now).first->second < kQuarantine) continue;
    context_.carrier.get(nodes_.kind(), {}, node,
                         context_.guarded<ObjectPtr>([this, name = node](const Result<ObjectPtr>& found) {
                           const auto lost = roster_.byNode().find(name);
                           if (found || !found.error().is("NotFound") || lost == roster_.byNode().end())
                             return;
                           for (const std::string& key : lost->second)
                             collect(key, {"orphaned", "PodGC: node no longer exists"});
                         }));
  }
}

void PodGarbageCollector::collect(const std::string& key, Reason reason) {
  const ObjectPtr pod = pods_.get(key);
  if (!pod) return;
  reason.uid = pod->metadata.uid;
  reasons_.insert_or_assign(key, std::move(reason));
  queue_.add(key);
}

void PodGarbageCollector::sync(const std::string& key, const WorkQueue::Finish& finish) {
  const auto known = reasons_.find(key);
  const auto pod = client::get<api::Pod>(pods_, key);
  if (known == reasons_.end()) return finish(WorkQueue::Verdict::Done);
  if (!pod || pod->metadata.uid != known->second.uid) {
    reasons_.erase(known);
    return finish(WorkQueue::Verdict::Done);
  }
  const Reason reason = known->second;
  auto marked = failed(*pod, reason.message, api::Time::of(context_.executor().clock().now()));
  if (!marked) return remove(*pod, reason, finish);
  context_.apply(pods_, {{Change::What::Update, std::move(marked), "status"}},
                 [this, pod, reason, finish](const Result<>& result) {
                   if (result) return remove(*pod, reason, finish);
                   const bool gone = result.error().is("NotFound");
                   finish(gone ? WorkQueue::Verdict::Done : WorkQueue::Verdict::Retry);
                 });
}

void PodGarbageCollector::remove(const api::Pod& pod, const Reason& reason, const WorkQueue::Finish& finish) {
  const std::string key = keyOf(pod);
  log::debug("Deleting a pod that nobody else will", {{"pod", key}, {"reason", reason.label}});
  client::DeleteOptions options{.uid = pod.metadata.uid};
  options.gracePeriodSeconds = 0;
  context_.carrier.remove(
      pods_.kind(), pod.metadata.namespace_, pod.metadata.name, std::move(options),
      context_.guarded<void>(
          [this, key, ns = pod.metadata.namespace_, reason, finish](const Result<>& result) {
            const bool gone = result || result.error().is("NotFound") || result.error().is("Conflict");
            if (gone) reasons_.erase(key);
            if (context_.metrics)
              context_.metrics
                  ->counter(gone ? "pod_gc_collector_force_delete_pods_total"
                                 : "pod_gc_collector_force_delete_pod_errors_total",
                            "Pods that were deleted by force", {{"namespace", ns}, {"reason", reason.label}})
                  .Increment();
            finish(gone ? WorkQueue::Verdict::Done : WorkQueue::Verdict::Retry);
          }));
}

}  // namespace seamark::controllers::podgc
