// The garbage collector: deletes what its owners left behind, orphans what is to be kept, and finishes
// foreground deletions. An owner that is not known is asked for at the server before anything is deleted.
// Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client/event_recorder.h"
#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"
#include "controllers/garbagecollector/graph.h"
#include "controllers/garbagecollector/plan.h"

namespace seamark::controllers::garbagecollector {

class GarbageCollector final : public Controller {
 public:
  explicit GarbageCollector(const Context& context);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }

 private:
  using Finish = client::WorkQueue::Finish;
  struct Inquiry;

  void watch(client::Informer& informer);
  void changed(client::Informer& informer, const api::Object* before, const api::Object& now);
  void deleted(const api::Object& last);
  void sync(const std::string& uid, const Finish& finish);
  void orphan(const Place& place, const api::Object& owner, const Finish& finish);
  void await(const Place& place, const api::Object& owner, const Finish& finish);
  void inquire(const std::shared_ptr<Inquiry>& inquiry, size_t index);
  void blame(const Inquiry& inquiry, const api::OwnerReference& reference);
  bool isInCircle(const std::string& uid) const;
  void decide(const Inquiry& inquiry);
  void write(client::Informer& informer, std::shared_ptr<const api::Object> object, const Finish& finish);

  Context context_;
  Graph graph_;
  client::EventRecorder events_;
  client::WorkQueue queue_;  // of uids
};

}  // namespace seamark::controllers::garbagecollector
