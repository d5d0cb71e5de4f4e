// The ServiceCIDR controller: says which ranges are ready, and holds those that still have addresses in use.
// Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"

namespace seamark::controllers::servicecidr {

class ServiceCidrController final : public Controller {
 public:
  explicit ServiceCidrController(const Context& context);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }

 private:
  void terminatingWith(const api::Object& address);
  void sync(const std::string& name, const client::WorkQueue::Finish& finish);

  Context context_;
  client::Informer& ranges_;
  client::Informer& addresses_;
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::servicecidr
