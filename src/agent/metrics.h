// The agent's metrics, under the names that a kubelet's dashboards read. Any thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "agent/probe/probe.h"
#include "api/core/pod.h"
#include "base/clock.h"

namespace seamark::agent {

// How many Pods there are, of which kind.
struct PodCounts {
  size_t wantedStatic = 0, wantedBound = 0;  // manifests; Pods bound through the API
  size_t adoptedStatic = 0, adoptedBound = 0;
  size_t running = 0;  // in phase Running
  size_t badManifests = 0;
};

class Metrics {
 public:
  Metrics(const std::string& nodeName, WallTime processStart);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // The series of one probe; they go with it.
  class Probe {
   public:
    virtual ~Probe() = default;
    virtual void probed(Outcome outcome, Duration took) = 0;
  };
  std::unique_ptr<Probe> probe(ProbeKind kind, const api::Pod& pod, const std::string& container);
  void counted(const PodCounts& counts);
  void statusWritten(bool accepted);

  std::string text() const;        // Prometheus' text format: all but those of probes
  std::string probesText() const;  // those of probes

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace seamark::agent
