// Workloads: the Pods of this host, from two sources: manifests, of which the API gets mirrors, and Pods that
// were bound to the node through the API. One rule a Pod, applied whenever anything about it changes: adopt,
// write its status, drain, remove. No process is started or stopped. Lives on the carrier's executor.
//
// What is not known is not taken for gone: while manifests cannot be read or are wrong, their mirrors stay.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/metrics.h"
#include "agent/workload/adopted_pod.h"
#include "agent/workload/manifest.h"
#include "base/random.h"
#include "client/carrier.h"
#include "client/event_recorder.h"

namespace seamark::agent {

// Whose exec probes run: they are commands, run as the agent's user.
enum class ExecProbes : uint8_t { None, Manifests, All };

struct WorkloadsConfig {
  std::string nodeName;
  AdoptionPolicy adoption;
  ExecProbes execProbes = ExecProbes::Manifests;
  // No other program takes care of Pods of this node: one that is not adopted is told why, and one that is
  // deleted is let go.
  bool soleKeeper = true;
};

class Workloads {
 public:
  Workloads(client::Carrier& carrier, Random& random, PodSurroundings around, client::EventRecorder& events,
            WorkloadsConfig config);
  ~Workloads();
  Workloads(const Workloads&) = delete;
  Workloads& operator=(const Workloads&) = delete;

  void start();
  // All manifests that there are now; never called when there is no directory: then call it with none.
  void setManifests(const std::vector<ManifestFile>& files);
  void setNodeUid(const std::string& uid);  // mirrors wait for it
  // Every Pod becomes not ready, because of `why`; `then` once the API knows of all, or
  // after five seconds.
  void leave(const std::string& why, std::function<void()> then);
  // The API's Pods of this node are known and have been looked at.
  bool settled() const;
  PodCounts counts() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace seamark::agent
