// The node lifecycle controller: notices nodes that fall silent, says so of them and of their pods, and keeps
// the taints that follow a node's readiness. A heartbeat is a new Lease or a new status; clocks are not
// compared. Pods are evicted by another controller, from nodes that get the taint of effect NoExecute here.
// Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

#include "client/event_recorder.h"
#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"
#include "controllers/nodelifecycle/plan.h"
#include "controllers/nodelifecycle/zones.h"

namespace seamark::controllers::nodelifecycle {

class NodeLifecycleController final : public Controller {
 public:
  NodeLifecycleController(const Context& context, Duration gracePeriod, const EvictionRates& rates);
  void start() override;
  void stop() override { queue_.stop(); }
  bool idle() const override;

 private:
  void watch();
  void heard(const std::string& node);
  void sync(const std::string& name, const client::WorkQueue::Finish& finish);
  bool isSilent(const std::string& name) const;
  void look(const std::string& name);
  void count(const std::string& name, const client::ObjectPtr& node);
  void settleZones();
  Expel settleTurn(const api::Node& node);
  void giveTurns(const std::string& zone);
  void giveTurnsLater(const std::string& zone);
  std::vector<Change> silencePods(const std::string& node);

  Context context_;
  const Duration gracePeriod_;
  client::Informer& nodes_;
  client::Informer& leases_;
  client::Informer& pods_;
  client::EventRecorder events_;
  std::unordered_map<std::string, SteadyTime> heard_;  // when each node last gave a sign
  bool started_ = false;
  Zones zones_;
  client::WorkQueue queue_;
  client::WorkQueue turns_;     // gives the nodes of a zone their turns
  client::WorkQueue watchdog_;  // looks at each node when it should have been heard from
};

}  // namespace seamark::controllers::nodelifecycle
