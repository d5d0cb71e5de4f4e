// The node lifecycle controller: notices nodes that fall silent, says so of them and of their pods, and keeps
// the taints that follow a node's readiness. A heartbeat is a new Lease or a new status; clocks are not
// compared. Evicting pods is not done. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

#include "client/event_recorder.h"
#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"

namespace seamark::controllers::nodelifecycle {

class NodeLifecycleController final : public Controller {
 public:
  NodeLifecycleController(const Context& context, Duration gracePeriod);
  void start() override;
  void stop() override { queue_.stop(); }
  bool idle() const override;

 private:
  void watch();
  void heard(const std::string& node);
  void sync(const std::string& name, const client::WorkQueue::Finish& finish);
  bool isSilent(const std::string& name);
  std::vector<Change> silencePods(const std::string& node);

  Context context_;
  const Duration gracePeriod_;
  client::Informer& nodes_;
  client::Informer& leases_;
  client::Informer& pods_;
  client::EventRecorder events_;
  std::unordered_map<std::string, SteadyTime> heard_;  // when each node last gave a sign
  client::WorkQueue queue_;
  client::WorkQueue watchdog_;  // looks at each node when it should have been heard from
};

}  // namespace seamark::controllers::nodelifecycle
