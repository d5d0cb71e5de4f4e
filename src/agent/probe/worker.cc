// SPDX-License-Identifier: Apache-2.0
#include "agent/probe/worker.h"

#include <algorithm>
#include <utility>

namespace seamark::agent {
namespace {

constexpr int kAttempts = 3;

Duration seconds(int32_t count) {
  return std::chrono::seconds(count);
}

}  // namespace

struct ProbeWorker::Impl : std::enable_shared_from_this<Impl> {
  Executor& executor;
  Prober& prober;
  const ProbeKind kind;
  const Duration initialDelay, period, timeout;
  const int32_t successThreshold, failureThreshold;
  const Result<ProbeTarget> target;
  const Callbacks callbacks;
  ContainerRun current;
  bool good;
  bool started = false;
  bool stopped = false;
  std::optional<bool> last;  // the last result, and how often it came in a row
  int32_t inRow = 0;
  uint64_t round = 0;  // results of earlier rounds are of no interest
  SteadyTime due{};
  Executor::Timer timer = Executor::Timer::None;

  Impl(Executor& e, Prober& p, ProbeKind k, const api::Probe& probe, Result<ProbeTarget> t, Callbacks c)
      : executor(e),
        prober(p),
        kind(k),
        initialDelay(seconds(probe.initialDelaySeconds)),
        period(seconds(std::max(probe.periodSeconds, 1))),
        timeout(seconds(std::max(probe.timeoutSeconds, 1))),
        successThreshold(std::max(probe.successThreshold, 1)),
        failureThreshold(std::max(probe.failureThreshold, 1)),
        target(std::move(t)),
        callbacks(std::move(c)),
        good(initially()) {}

  bool initially() const { return kind == ProbeKind::Liveness; }
  SteadyTime now() const { return executor.clock().steady(); }
  bool wanted() const { return current.running && !stopped && started != (kind == ProbeKind::Startup); }

  void judge(bool next) {
    if (std::exchange(good, next) != next) callbacks.onChange();
  }

  void cancel() {
    executor.cancel(std::exchange(timer, Executor::Timer::None));
    ++round;
  }

  void begin(SteadyTime at) {
    cancel();
    due = at;
    schedule();
  }

  void schedule() {
    if (!wanted()) return;
    timer = executor.after(std::max(Duration::zero(), due - now()), [weak = weak_from_this(), mine = round] {
      const auto self = weak.lock();
      if (!self || self->round != mine) return;
      self->timer = Executor::Timer::None;
      self->attempt(kAttempts, self->now());
    });
  }

  void attempt(int left, SteadyTime begun) {
    if (!target) return probed({Outcome::Unknown, target.error().message}, begun);
    prober.probe(*target, timeout, [weak = weak_from_this(), mine = round, left, begun](ProbeResult result) {
      const auto self = weak.lock();
      if (!self || self->round != mine) return;
      if (result.outcome == Outcome::Unknown && left > 1) return self->attempt(left - 1, begun);
      self->probed(result, begun);
    });
  }

  // The cadence is kept whatever a probe took; moments that have passed meanwhile are left out.
  void probed(const ProbeResult& result, SteadyTime begun) {
    const uint64_t mine = round;
    callbacks.onProbed(result, now() - begun);
    if (result.outcome != Outcome::Unknown) count(result.outcome != Outcome::Failure);
    if (round != mine) return;  // a callback began something else
    do due += period;
    while (due <= now());
    schedule();
  }

  void count(bool success) {
    inRow = last == success ? inRow + 1 : 1;
    last = success;
    if (inRow >= (success ? successThreshold : failureThreshold)) judge(success);
  }
};

ProbeWorker::ProbeWorker(Executor& executor, Prober& prober, ProbeKind kind, const api::Probe& probe,
                         Result<ProbeTarget> target, Callbacks callbacks)
    : impl_(std::make_shared<Impl>(executor, prober, kind, probe, std::move(target), std::move(callbacks))) {}

ProbeWorker::~ProbeWorker() {
  impl_->cancel();
}

void ProbeWorker::run(const ContainerRun& run, std::optional<bool> known, Duration jitter) {
  Impl& self = *impl_;
  if (run == self.current) return;
  const bool another = run.id != self.current.id;
  self.current = run;
  if (another) {
    self.last.reset();
    self.inRow = 0;
    self.judge(known.value_or(self.initially()));
  }
  if (!run.running) {
    self.cancel();
    return self.judge(false);
  }
  self.begin(std::max(self.now(), run.startedAt + self.initialDelay) + jitter);
}

void ProbeWorker::setStarted(bool started) {
  if (std::exchange(impl_->started, started) == started) return;
  impl_->begin(std::max(impl_->now(), impl_->current.startedAt + impl_->initialDelay));
}

void ProbeWorker::stop() {
  impl_->stopped = true;
  impl_->cancel();
}

bool ProbeWorker::good() const {
  return impl_->good;
}

}  // namespace seamark::agent
