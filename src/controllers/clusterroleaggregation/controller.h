// The ClusterRole aggregation controller: gives ClusterRoles that are made up of others (`view`, `edit`, `admin`)
// their rules. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"

namespace seamark::controllers::clusterroleaggregation {

class ClusterRoleAggregationController final : public Controller {
 public:
  explicit ClusterRoleAggregationController(const Context& context);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }

 private:
  void sync(const std::string& name, const client::WorkQueue::Finish& finish);

  Context context_;
  client::Informer& roles_;
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::clusterroleaggregation
