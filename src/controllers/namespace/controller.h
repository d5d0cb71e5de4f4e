// The namespace controller: empties terminating namespaces, kind by kind, and lets them go.
// Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"

namespace seamark::controllers::namespaces {

class NamespaceController final : public Controller {
 public:
  explicit NamespaceController(const Context& context);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }

 private:
  void sync(const std::string& name, const client::WorkQueue::Finish& finish);

  Context context_;
  client::Informer& namespaces_;
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::namespaces
