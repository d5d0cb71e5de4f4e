// AdoptedPod: what the agent does about one Pod as long as it is there: follows its processes, runs its
// probes, and knows what follows from both. It writes nothing; workloads.h does. Lives on one executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/metrics.h"
#include "agent/probe/worker.h"
#include "agent/workload/pod_status.h"
#include "agent/workload/process.h"
#include "base/executor.h"

namespace seamark::agent {

// What all Pods of a host share.
struct PodSurroundings {
  Executor& executor;
  Prober& prober;
  Processes& processes;
  Metrics& metrics;
  std::vector<std::string> addresses;  // the host's
};

class AdoptedPod {
 public:
  struct Config {
    std::shared_ptr<const api::Pod> pod;               // its status: what was known of it before
    bool mayExec = false;                              // exec probes are run
    std::function<Duration(Duration period)> stagger;  // how long a probe's first time is put off
  };
  struct Callbacks {
    std::function<void()> onChange;  // facts() may say something else now
    // An Event that the Pod's people should see.
    std::function<void(std::string_view reason, std::string_view message, std::string_view fieldPath)>
        onEvent;
  };

  AdoptedPod(const PodSurroundings& around, Config config, Callbacks callbacks);
  ~AdoptedPod();
  AdoptedPod(const AdoptedPod&) = delete;
  AdoptedPod& operator=(const AdoptedPod&) = delete;

  PodFacts facts() const;
  // The Pod is being removed: only readiness is still asked.
  void drain();
  // Each of its containers follows a process, and none of them runs.
  bool hasEnded() const;

 private:
  class Container;
  std::vector<std::unique_ptr<Container>> containers_;
  std::vector<std::string> addresses_;
};

}  // namespace seamark::agent
