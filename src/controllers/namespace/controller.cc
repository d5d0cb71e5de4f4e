// SPDX-License-Identifier: Apache-2.0
#include "controllers/namespace/controller.h"

#include <memory>
#include <utility>

#include "api/core/pod.h"
#include "base/log.h"
#include "controllers/namespace/plan.h"

namespace seamark::controllers::namespaces {

namespace {

using client::ObjectPtr;
using client::WorkQueue;

// How often a namespace is looked at whose content does not go at once: a pod's grace period, a finalizer.
constexpr client::RetryPolicy kLookAgain{.first = std::chrono::milliseconds(50),
                                         .longest = std::chrono::seconds(5),
                                         .retries = std::numeric_limits<int>::max()};

// One round: every kind is listed and what it has deleted; then every kind that had something is counted. Pods
// go first: while one of them is there, what it may still need stays too.
class Round : public std::enable_shared_from_this<Round> {
 public:
  using Then = std::function<void(Remaining)>;
  Round(const Context& context, std::string ns, Then then)
      : context_(context), ns_(std::move(ns)), then_(std::move(then)) {}

  void start() { empty({&api::kindOf<api::Pod>()}); }

 private:
  void empty(const std::vector<const api::Kind*>& kinds) {
    open_ = kinds.size() + 1;
    for (const api::Kind* kind : kinds)
      context_.carrier.list(*kind, {.ns = ns_, .labelSelector = {}, .fieldSelector = {}},
                            context_.guarded<client::ObjectList>(
                                [self = shared_from_this(), kind](const Result<client::ObjectList>& list) {
                                  self->listed(*kind, list);
                                }));
    done();
  }

  void listed(const api::Kind& kind, const Result<client::ObjectList>& list) {
    if (!list) {
      remaining_.failures.push_back(list.error().message);
    } else {
      for (const ObjectPtr& object : list->items) remove(kind, object);
    }
    done();
  }

  // What is being deleted already and held by a finalizer is only counted.
  void remove(const api::Kind& kind, const ObjectPtr& object) {
    if (object->metadata.deletionTimestamp) return count(kind, *object);
    ++open_;
    const api::ObjectMeta& meta = object->metadata;
    context_.carrier.remove(
        kind, meta.namespace_, meta.name,
        {.uid = meta.uid, .resourceVersion = {}, .propagationPolicy = "Background", .gracePeriodSeconds = {}},
        context_.guarded<void>([self = shared_from_this(), &kind, object](const Result<>& result) {
          if (!result && !result.error().is("NotFound") && !result.error().is("Conflict"))
            self->remaining_.failures.push_back(result.error().message);
          self->lookAfter(kind, *object);
        }));
  }

  void lookAfter(const api::Kind& kind, const api::Object& object) {
    context_.carrier.get(
        kind, object.metadata.namespace_, object.metadata.name,
        context_.guarded<ObjectPtr>([self = shared_from_this(), &kind](const Result<ObjectPtr>& found) {
          if (found) self->count(kind, **found);
          self->done();
        }));
  }

  void count(const api::Kind& kind, const api::Object& object) {
    ++remaining_.resources[std::string(kind.plural) + "." + std::string(kind.group)];
    for (const std::string& finalizer : object.metadata.finalizers) ++remaining_.finalizers[finalizer];
  }

  void done() {
    if (--open_ > 0) return;
    if (std::exchange(podsSeen_, true)) return then_(std::move(remaining_));
    if (remaining_.resources.empty()) return empty(contentKinds());
    then_({.resources = {}, .finalizers = {}, .failures = std::move(remaining_.failures), .pods = true});
  }

  Context context_;
  const std::string ns_;
  Then then_;
  Remaining remaining_;
  size_t open_ = 0;
  bool podsSeen_ = false;
};

}  // namespace

NamespaceController::NamespaceController(const Context& context)
    : context_(context),
      namespaces_(context.informers.of<api::Namespace>()),
      queue_(
          context.executor(), "namespace", 10, kLookAgain,
          [this](const std::string& key, const WorkQueue::Finish& finish) { sync(key, finish); },
          context.metrics) {
  queue_.hold();
  const auto changed = [this](const ObjectPtr& now) {
    if (now->metadata.deletionTimestamp && !context_.informers.observing()) queue_.add(now->metadata.name);
  };
  namespaces_.addHandler({.onAdd = changed,
                          .onUpdate =
                              [changed](const ObjectPtr& before, const ObjectPtr& now) {
                                if (!before->metadata.deletionTimestamp) changed(now);
                              },
                          .onDelete = {}});
}

void NamespaceController::sync(const std::string& name, const WorkQueue::Finish& finish) {
  const auto space = client::get<api::Namespace>(namespaces_, name);
  if (!space || !space->metadata.deletionTimestamp) return finish(WorkQueue::Verdict::Done);
  auto round = std::make_shared<Round>(context_, name, [this, name, finish](const Remaining& remaining) {
    const auto now = client::get<api::Namespace>(namespaces_, name);
    if (!now) return finish(WorkQueue::Verdict::Done);
    auto next = withConditions(*now, remaining, api::Time::of(context_.executor().clock().now()));
    // What it says about itself is written before it goes: another finalizer may keep it.
    const bool last = *next == *now && remaining.empty();
    Change change{Change::What::Update, last ? finalized(*now) : std::move(next),
                  last ? "finalize" : "status"};
    if (api::as<api::Namespace>(*change.object) == *now)
      return finish(last ? WorkQueue::Verdict::Done : WorkQueue::Verdict::Retry);
    context_.apply(namespaces_, {std::move(change)}, [name, last, finish](const Result<>& result) {
      const bool gone = !result && result.error().is("NotFound");
      if (!result && !gone)
        log::debug("Namespace is tried again", {{"namespace", name}, {"error", result.error().message}});
      finish(gone || (result && last) ? WorkQueue::Verdict::Done : WorkQueue::Verdict::Retry);
    });
  });
  round->start();
}

}  // namespace seamark::controllers::namespaces
