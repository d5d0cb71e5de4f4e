// ProbeWorker: one probe of one container: when it is made, and what follows from its results. Initial delay,
// period, thresholds, the order of startup, readiness and liveness are the kubelet's, with two differences
// that follow from starting no process: the first probe comes when its delay has passed, not at the period's
// next tick; and a container whose liveness or startup probe fails is probed on, so that it can recover.
// Lives on one executor.
// Source: Kubernetes' documentation of probes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/probe/prober.h"
#include "base/executor.h"

namespace seamark::agent {

// One run of a container's process, as far as probes need it.
struct ContainerRun {
  std::string id;  // another run has another id; empty: none has been seen
  bool running = false;
  SteadyTime startedAt{};
  bool operator==(const ContainerRun&) const = default;
};

class ProbeWorker {
 public:
  struct Callbacks {
    // The judgement changed: good or not. Readiness begins bad, liveness good, startup bad.
    std::function<void()> onChange;
    // A probe has ended; Unknown only after three attempts.
    std::function<void(const ProbeResult&, Duration took)> onProbed;
  };

  ProbeWorker(Executor& executor, Prober& prober, ProbeKind kind, const api::Probe& probe,
              Result<ProbeTarget> target, Callbacks callbacks);
  ~ProbeWorker();
  ProbeWorker(const ProbeWorker&) = delete;
  ProbeWorker& operator=(const ProbeWorker&) = delete;

  // `known`: what was true of this very run before this process knew of it; `jitter` delays its first probe.
  void run(const ContainerRun& run, std::optional<bool> known = {}, Duration jitter = {});
  // Whether the startup probe has succeeded, or there is none. Holds readiness and liveness back until then;
  // ends the startup probe.
  void setStarted(bool started);
  // Nothing is probed any more; the judgement stays.
  void stop();
  bool good() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // results hold it weakly
};

}  // namespace seamark::agent
