// LeaderElection: of several processes that could do a job, one does it. Who leads holds a Lease and renews
// it; the others watch it grow old. Clocks are not compared: a Lease is as old as it has not changed for us.
// Lives on the carrier's executor. Source: client-go's leaderelection, semantics 4.5.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/random.h"
#include "client/carrier.h"

namespace seamark::client {

struct LeaderElectionConfig {
  std::string ns = "kube-system";
  std::string name = "kube-controller-manager";
  std::string identity;                               // "hostname_uuid"
  Duration leaseDuration = std::chrono::seconds(15);  // after which others may take over
  Duration renewDeadline = std::chrono::seconds(10);  // without a renewal for so long we step down
  Duration retryPeriod = std::chrono::seconds(2);
};

class LeaderElection {
 public:
  struct Callbacks {
    std::function<void()> onStarted;
    // Leadership was lost; what was begun must end. Called at most once: to stand again, make a new one.
    std::function<void()> onStopped;
  };

  LeaderElection(Carrier& carrier, Random& random, LeaderElectionConfig config, Callbacks callbacks);
  ~LeaderElection();  // no call back after it
  LeaderElection(const LeaderElection&) = delete;
  LeaderElection& operator=(const LeaderElection&) = delete;

  void start();
  bool leading() const;
  // False for a leader that has not renewed for longer than the Lease lasts: it should have stepped down.
  bool healthy() const;
  // Gives the Lease up, so that another need not wait for it to grow old; `then` once that was answered.
  void release(std::function<void()> then);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace seamark::client
