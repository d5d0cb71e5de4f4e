// SPDX-License-Identifier: Apache-2.0
#include "client/leader_election.h"

#include <optional>
#include <utility>

#include "api/coordination/lease.h"
#include "base/log.h"
#include "client/event_recorder.h"

namespace seamark::client {

struct LeaderElection::Impl : std::enable_shared_from_this<Impl> {
  Carrier& carrier;
  Random& random;
  const LeaderElectionConfig config;
  const Callbacks callbacks;
  std::optional<api::LeaseSpec> observed;  // as last read
  SteadyTime observedAt{};                 // when that was new to us
  SteadyTime renewedAt{};
  bool leading = false;
  bool ended = false;
  Executor::Timer timer = Executor::Timer::None;
  EventRecorder events;

  Impl(Carrier& c, Random& r, LeaderElectionConfig f, Callbacks b)
      : carrier(c), random(r), config(std::move(f)), callbacks(std::move(b)), events(c, config.name) {}

  SteadyTime steady() const { return carrier.executor().clock().steady(); }
  static const api::Kind& kind() { return api::kindOf<api::Lease>(); }

  template <class F>
  auto guarded(F then) {
    return [weak = weak_from_this(), then = std::move(then)](Result<ObjectPtr> result) {
      if (auto self = weak.lock(); self && !self->ended) then(*self, std::move(result));
    };
  }

  void attempt() {
    carrier.get(kind(), config.ns, config.name, guarded([](Impl& self, Result<ObjectPtr> found) {
                  if (found) return self.consider(api::as<api::Lease>(**found));
                  if (found.error().is("NotFound")) return self.create();
                  self.failed(found.error());
                }));
  }

  void create() {
    auto lease = std::make_shared<api::Lease>();
    lease->metadata.namespace_ = config.ns;
    lease->metadata.name = config.name;
    fill(lease->spec, nullptr);
    carrier.create(kind(), std::move(lease), guarded([](Impl& self, const Result<ObjectPtr>& made) {
                     made ? self.renewed(api::as<api::Lease>(**made)) : self.failed(made.error());
                   }));
  }

  void consider(const api::Lease& lease) {
    if (!observed || *observed != lease.spec) {
      observed = lease.spec;
      observedAt = steady();
    }
    const std::string holder = lease.spec.holderIdentity.value_or("");
    const bool fresh = steady() - observedAt < config.leaseDuration;
    if (!holder.empty() && holder != config.identity && fresh) {
      if (leading) return lose();
      return again();
    }
    auto next = std::make_shared<api::Lease>(lease);
    fill(next->spec, &lease.spec);
    carrier.update(kind(), std::move(next), "", guarded([](Impl& self, const Result<ObjectPtr>& taken) {
                     taken ? self.renewed(api::as<api::Lease>(**taken)) : self.failed(taken.error());
                   }));
  }

  // What we write as the holder. The time of acquisition stays while we hold it.
  void fill(api::LeaseSpec& spec, const api::LeaseSpec* before) const {
    const api::MicroTime now = api::MicroTime::of(carrier.executor().clock().now());
    const bool ours = before && before->holderIdentity == config.identity;
    spec.holderIdentity = config.identity;
    spec.leaseDurationSeconds =
        static_cast<int32_t>(std::chrono::duration_cast<std::chrono::seconds>(config.leaseDuration).count());
    spec.renewTime = now;
    if (!ours) spec.acquireTime = now;
    if (!before)
      spec.leaseTransitions = 0;
    else if (!ours)
      spec.leaseTransitions = before->leaseTransitions.value_or(0) + 1;
  }

  void renewed(const api::Lease& lease) {
    observed = lease.spec;
    observedAt = renewedAt = steady();
    again();
    if (std::exchange(leading, true)) return;
    log::info("Became leader", {{"lease", config.ns + "/" + config.name}, {"identity", config.identity}});
    events.record(kind(), lease, "Normal", "LeaderElection", config.identity + " became leader");
    callbacks.onStarted();
  }

  // A conflict means that somebody else was quicker; the next attempt sees who.
  void failed(const Status& why) {
    log::debug("Lease was not written", {{"error", why.message}});
    if (leading && steady() - renewedAt >= config.renewDeadline) return lose();
    again();
  }

  void lose() {
    leading = false;
    ended = true;
    log::warning("Lost the lead", {{"lease", config.ns + "/" + config.name}});
    callbacks.onStopped();
  }

  // A leader that hears nothing must notice the deadline even when no answer comes.
  void again() {
    Duration delay = config.retryPeriod;
    if (!leading)
      delay += Duration(static_cast<int64_t>(random.below(static_cast<uint64_t>(delay.count()) / 5 + 1)));
    carrier.executor().cancel(timer);
    timer = carrier.executor().after(delay, [weak = weak_from_this()] {
      auto self = weak.lock();
      if (!self || self->ended) return;
      self->watchDeadline();
      self->attempt();
    });
  }

  void watchDeadline() {
    if (!leading) return;
    const Duration left = config.renewDeadline - (steady() - renewedAt);
    timer = carrier.executor().after(left, [weak = weak_from_this()] {
      if (auto self = weak.lock(); self && !self->ended && self->leading) self->lose();
    });
  }

  void release(std::function<void()> then) {
    const bool held = std::exchange(leading, false);
    if (std::exchange(ended, true) || !held) return then();
    carrier.executor().cancel(timer);
    carrier.get(
        kind(), config.ns, config.name, [weak = weak_from_this(), then](const Result<ObjectPtr>& found) {
          auto self = weak.lock();
          if (!self || !found) return then();
          auto next = std::make_shared<api::Lease>(api::as<api::Lease>(**found));
          if (next->spec.holderIdentity != self->config.identity) return then();
          next->spec.holderIdentity = "";
          next->spec.leaseDurationSeconds = 1;
          next->spec.renewTime = api::MicroTime::of(self->carrier.executor().clock().now());
          self->carrier.update(kind(), std::move(next), "", [then](const Result<ObjectPtr>&) { then(); });
        });
  }
};

LeaderElection::LeaderElection(Carrier& carrier, Random& random, LeaderElectionConfig config,
                               Callbacks callbacks)
    : impl_(std::make_shared<Impl>(carrier, random, std::move(config), std::move(callbacks))) {}
LeaderElection::~LeaderElection() {
  impl_->ended = true;
  impl_->carrier.executor().cancel(impl_->timer);
}
void LeaderElection::start() {
  impl_->attempt();
}
bool LeaderElection::leading() const {
  return impl_->leading;
}
bool LeaderElection::healthy() const {
  return !impl_->leading || impl_->steady() - impl_->renewedAt < impl_->config.leaseDuration;
}
void LeaderElection::release(std::function<void()> then) {
  impl_->release(std::move(then));
}

}  // namespace seamark::client
