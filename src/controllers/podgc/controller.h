// The pod garbage collector: deletes pods that ended when there are too many of them, pods whose node is gone
// and pods that are being deleted and that no node will finish. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <unordered_map>

#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"
#include "controllers/podgc/roster.h"

namespace seamark::controllers::podgc {

class PodGarbageCollector final : public Controller {
 public:
  // So many pods that ended may stay; 0: all.
  PodGarbageCollector(const Context& context, size_t terminatedThreshold);
  ~PodGarbageCollector() override;
  void start() override;
  void stop() override;
  bool idle() const override { return queue_.idle(); }

 private:
  struct Reason {
    const char* label;     // in the metric
    std::string message;   // of the pod's condition; empty: none
    std::string uid = {};  // of the pod: one of its name that is made anew is another
  };

  void watch();
  void later();
  void round();
  void collectOfGoneNodes();
  void collect(const std::string& key, Reason reason);
  void sync(const std::string& key, const client::WorkQueue::Finish& finish);
  void remove(const api::Pod& pod, const Reason& reason, const client::WorkQueue::Finish& finish);

  Context context_;
  const size_t threshold_;
  client::Informer& pods_;
  client::Informer& nodes_;
  Roster roster_;
  std::map<std::string, SteadyTime> missing_;  // nodes that pods are bound to and that are not there
  std::unordered_map<std::string, Reason> reasons_;
  Executor::Timer timer_ = Executor::Timer::None;
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::podgc
