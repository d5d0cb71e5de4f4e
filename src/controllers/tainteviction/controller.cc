// SPDX-License-Identifier: Apache-2.0
#include "controllers/tainteviction/controller.h"

#include <prometheus/counter.h>

#include <utility>

#include "base/log.h"
#include "controllers/pods.h"
#include "controllers/tainteviction/plan.h"

namespace seamark::controllers::tainteviction {

using client::ObjectPtr;
using client::WorkQueue;

namespace {

bool movesOrTolerates(const api::Object& before, const api::Object& now) {
  const auto& old = api::as<api::Pod>(before).spec;
  const auto& spec = api::as<api::Pod>(now).spec;
  return before.metadata.uid != now.metadata.uid || old.nodeName != spec.nodeName ||
         old.tolerations != spec.tolerations;
}

}  // namespace

TaintEvictionController::TaintEvictionController(const Context& context)
    : context_(context),
      pods_(context.informers.of<api::Pod>()),
      nodes_(context.informers.of<api::Node>()),
      events_(context.carrier, "taint-eviction-controller"),
      timer_(context.executor(), "taint_eviction_timer", 5, kKeepTrying,
             [this](const std::string& key, const WorkQueue::Finish& finish) {
               const auto due = due_.find(key);
               if (due != due_.end()) wait(key, due->second);
               finish(WorkQueue::Verdict::Done);
             }),
      queue_(
          context.executor(), "taint_eviction", 8, kKeepTrying,
          [this](const std::string& key, const WorkQueue::Finish& finish) { sync(key, finish); },
          context.metrics) {
  watch();
}

void TaintEvictionController::watch() {
  indexByNode(pods_);
  const auto podComes = [this](const ObjectPtr& pod) {
    if (started_ && !api::as<api::Pod>(*pod).spec.nodeName.empty()) consider(keyOf(*pod));
  };
  pods_.addHandler({.onAdd = podComes,
                    .onUpdate =
                        [podComes](const ObjectPtr& before, const ObjectPtr& now) {
                          if (movesOrTolerates(*before, *now)) podComes(now);
                        },
                    .onDelete = [this](const ObjectPtr& last) { spare(keyOf(*last)); }});
  const auto nodeComes = [this](const ObjectPtr& node) {
    if (started_) considerPodsOf(node->metadata.name);
  };
  nodes_.addHandler({.onAdd = nodeComes,
                     .onUpdate =
                         [nodeComes](const ObjectPtr& before, const ObjectPtr& now) {
                           if (expelling(api::as<api::Node>(*before)) != expelling(api::as<api::Node>(*now)))
                             nodeComes(now);
                         },
                     .onDelete = {}});
}

void TaintEvictionController::start() {
  started_ = true;
  for (const auto& [name, node] : nodes_.all())
    if (!expelling(api::as<api::Node>(*node)).empty()) considerPodsOf(name);
}

void TaintEvictionController::stop() {
  timer_.stop();
  queue_.stop();
}

void TaintEvictionController::considerPodsOf(const std::string& node) {
  for (const ObjectPtr& pod : pods_.byIndex(kPodsByNode, node)) consider(keyOf(*pod));
}

void TaintEvictionController::consider(const std::string& key) {
  const auto pod = client::get<api::Pod>(pods_, key);
  const auto node = pod ? client::get<api::Node>(nodes_, pod->spec.nodeName) : nullptr;
  if (!node) return;  // who collects its pods is another controller
  const auto time = staysFor(expelling(*node), pod->spec.tolerations);
  if (!time) return spare(key);
  if (*time == Duration::zero()) {
    spare(key);
    return condemn(key);
  }
  // The first taint that limits a pod's time starts the clock; others do not start it again.
  if (condemned_.contains(key)) return;
  const auto [due, isNew] = due_.try_emplace(key, context_.executor().clock().steady() + *time);
  if (isNew) wait(key, due->second);
}

// An alarm may be one that was set before the pod was spared, and come too early.
void TaintEvictionController::wait(const std::string& key, SteadyTime until) {
  const Duration left = until - context_.executor().clock().steady();
  left > Duration::zero() ? timer_.addAfter(key, left) : condemn(key);
}

void TaintEvictionController::condemn(const std::string& key) {
  due_.erase(key);
  const ObjectPtr pod = pods_.get(key);
  if (!pod) return;
  condemned_[key] = pod->metadata.uid;
  tell(key, "Marking for deletion Pod ");
  queue_.add(key);
}

void TaintEvictionController::spare(const std::string& key) {
  condemned_.erase(key);
  if (due_.erase(key) > 0) tell(key, "Cancelling deletion of Pod ");
}

void TaintEvictionController::sync(const std::string& key, const WorkQueue::Finish& finish) {
  const auto condemned = condemned_.find(key);
  const auto pod = client::get<api::Pod>(pods_, key);
  if (condemned == condemned_.end() || !pod || pod->metadata.uid != condemned->second)
    return finish(WorkQueue::Verdict::Done);
  auto next = marked(*pod, api::Time::of(context_.executor().clock().now()));
  if (!next) return remove(*pod, finish);
  context_.apply(
      pods_, {{Change::What::Update, std::move(next), "status"}},
      [this, pod, finish](const Result<>& result) {
        if (result) return remove(*pod, finish);
        finish(result.error().is("NotFound") ? WorkQueue::Verdict::Done : WorkQueue::Verdict::Retry);
      });
}

void TaintEvictionController::remove(const api::Object& pod, const WorkQueue::Finish& finish) {
  const std::string key = keyOf(pod);
  context_.carrier.remove(
      pods_.kind(), pod.metadata.namespace_, pod.metadata.name, {.uid = pod.metadata.uid},
      context_.guarded<void>([this, key, finish](const Result<>& result) {
        const bool gone = result || result.error().is("NotFound") || result.error().is("Conflict");
        if (!gone) return finish(WorkQueue::Verdict::Retry);
        log::debug("A pod left a node with a taint that it does not tolerate", {{"pod", key}});
        if (context_.metrics)
          context_.metrics
              ->counter("taint_eviction_controller_pod_deletions_total",
                        "Pods that were deleted because of a taint")
              .Increment();
        finish(WorkQueue::Verdict::Done);
      }));
}

// The Event names the pod by its name alone: it may be gone.
void TaintEvictionController::tell(const std::string& key, const char* what) {
  api::Pod named;
  const size_t slash = key.find('/');
  named.metadata.namespace_ = key.substr(0, slash);
  named.metadata.name = key.substr(slash + 1);
  events_.record(pods_.kind(), named, "Normal", "TaintManagerEviction", what + key);
}

}  // namespace seamark::controllers::tainteviction
