// The review controller: tells people, as Events, what contradicts a Service in Endpoints and slices that
// were made by hand. It changes nothing. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "client/event_recorder.h"
#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"
#include "controllers/review/plan.h"

namespace seamark::controllers::review {

class ReviewController final : public Controller {
 public:
  explicit ReviewController(const Context& context);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }

 private:
  void watchServices();
  void watchEndpoints();
  void watchSlices();
  void look(const std::string& key);
  void sync(const std::string& key, const client::WorkQueue::Finish& finish);
  client::ObjectPtr objectOf(const Finding& finding, const std::string& ns) const;

  Context context_;
  client::Informer& services_;
  client::Informer& endpoints_;
  client::Informer& slices_;
  client::EventRecorder events_;
  std::map<std::string, std::vector<Finding>> told_;  // by Service
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::review
