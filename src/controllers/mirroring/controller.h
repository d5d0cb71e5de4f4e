// The EndpointSlice mirroring controller: keeps slices for Endpoints that a person writes for a Service
// without a selector. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "client/event_recorder.h"
#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"

namespace seamark::controllers::mirroring {

class MirroringController final : public Controller {
 public:
  MirroringController(const Context& context, size_t maxPerSubset, int concurrency);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }

 private:
  void watchServices();
  void watchEndpoints();
  void watchSlices();
  void sync(const std::string& key, const client::WorkQueue::Finish& finish);
  void tellSkipped(const api::Object& endpoints, size_t skipped, size_t invalid);

  Context context_;
  const size_t maxPerSubset_;
  client::Informer& services_;
  client::Informer& endpoints_;
  client::Informer& slices_;
  client::EventRecorder events_;
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::mirroring
