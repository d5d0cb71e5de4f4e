// The EndpointSlice mirroring controller: keeps slices for Endpoints that a person writes for a Service
// without a selector. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "client/event_recorder.h"
#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"
#include "controllers/mirroring/plan.h"
#include "controllers/slice_metrics.h"

namespace seamark::controllers::mirroring {

class MirroringController final : public Controller {
 public:
  struct Options {
    size_t maxPerSubset = 1000;
    int concurrency = 5;
    Duration batchPeriod{};  // how long changes of Endpoints are gathered
  };
  MirroringController(const Context& context, const Options& options);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }
  bool mendDrift(const std::string& serviceKey) override;

 private:
  void watchServices();
  void watchEndpoints();
  Plan planFor(const std::string& key, const api::Endpoints* endpoints,
               const std::vector<SlicePtr>& existing) const;
  void sync(const std::string& key, const client::WorkQueue::Finish& finish);
  void tellSkipped(const api::Object& endpoints, size_t skipped, size_t invalid);

  Context context_;
  const Options options_;
  client::Informer& services_;
  client::Informer& endpoints_;
  client::Informer& slices_;
  client::EventRecorder events_;
  SliceMetrics metrics_;
  std::set<std::string> refused_;  // keys whose last write a namespace that is being emptied did not take
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::mirroring
