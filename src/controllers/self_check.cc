// SPDX-License-Identifier: Apache-2.0
#include "controllers/self_check.h"

#include <prometheus/counter.h>

#include <algorithm>
#include <utility>

#include "api/core/endpoints.h"
#include "api/core/namespace.h"
#include "api/core/node.h"
#include "api/core/pod.h"
#include "api/core/service.h"
#include "api/discovery/endpoint_slice.h"
#include "base/log.h"

namespace seamark::controllers {

namespace {

// So many Services at a time, so that no pod's change waits long behind a check.
constexpr size_t kAtOnce = 50;
constexpr Duration kBetween = std::chrono::milliseconds(20);

prometheus::Counter& counterOf(client::Metrics& metrics, const std::string& controller) {
  return metrics.counter("seamark_reconcile_drift_total",
                         "Objects that were not what they should be though nothing was under way",
                         {{"controller", controller}});
}

}  // namespace

SelfCheck::SelfCheck(const Context& context, const std::vector<NamedController>& controllers, Duration period)
    : context_(context),
      controllers_(controllers),
      period_(period),
      services_(context.informers.of<api::Service>()),
      endpoints_(context.informers.of<api::Endpoints>()),
      namespaces_(context.informers.of<api::Namespace>()) {
  for (client::Informer* informer :
       {&services_, &endpoints_, &namespaces_, &context.informers.of<api::Pod>(),
        &context.informers.of<api::Node>(), &context.informers.of<api::EndpointSlice>()})
    watch(*informer);
  if (context_.metrics)
    for (const NamedController& controller : controllers_) counterOf(*context_.metrics, controller.name);
}

void SelfCheck::watch(client::Informer& informer) {
  const auto changed = [this](const client::ObjectPtr&) { ++changes_; };
  informer.addHandler({.onAdd = changed,
                       .onUpdate = [this](const client::ObjectPtr&, const client::ObjectPtr&) { ++changes_; },
                       .onDelete = changed});
}

SelfCheck::~SelfCheck() {
  context_.executor().cancel(timer_);
}

void SelfCheck::start() {
  if (period_ > Duration::zero()) later(period_);
}

void SelfCheck::later(Duration delay) {
  timer_ = context_.executor().after(delay, [this, alive = context_.alive] {
    if (alive.lock()) checkSome();
  });
}

bool SelfCheck::resting() const {
  return std::ranges::all_of(controllers_, [](const auto& named) { return named.controller->idle(); });
}

void SelfCheck::endRound() {
  const bool clean = changes_ == begun_ && drift_ == driftAtBegin_ && resting();
  clean_ = clean ? std::optional(changes_) : std::nullopt;
  later(period_);
}

// All Services by key, then the Endpoints that have none.
void SelfCheck::checkSome() {
  if (reached_.empty() && !lonely_) {
    if (clean_ == changes_) return later(period_);
    begun_ = changes_;
    driftAtBegin_ = drift_;
  }
  for (size_t done = 0; done < kAtOnce;) {
    const auto& all = (lonely_ ? endpoints_ : services_).all();
    const auto next = all.upper_bound(reached_);
    if (next == all.end()) {
      reached_.clear();
      if (std::exchange(lonely_, !lonely_)) return endRound();
      continue;
    }
    reached_ = next->first;
    ++done;
    if (!lonely_ || !services_.get(reached_)) check(reached_);
  }
  later(kBetween);
}

void SelfCheck::checkAll() {
  for (const auto& [key, service] : services_.all()) check(key);
  for (const auto& [key, endpoints] : endpoints_.all())
    if (!services_.get(key)) check(key);
}

// What a namespace holds that is being emptied is nobody's to put right.
void SelfCheck::check(const std::string& key) {
  const client::ObjectPtr space = namespaces_.get(key.substr(0, key.find('/')));
  if (space && space->metadata.deletionTimestamp) return;
  for (const NamedController& controller : controllers_) {
    if (!controller.controller->mendDrift(key)) continue;
    ++drift_;
    log::warning("An object was not what it should be and is put right",
                 {{"controller", controller.name}, {"service", key}});
    if (context_.metrics) counterOf(*context_.metrics, controller.name).Increment();
  }
}

}  // namespace seamark::controllers
