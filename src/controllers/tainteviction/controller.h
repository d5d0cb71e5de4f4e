// The taint eviction controller: deletes pods from nodes with a taint of effect NoExecute that they do not
// tolerate, at once or when the time that they tolerate it for is over. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>

#include "client/event_recorder.h"
#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"

namespace seamark::controllers::tainteviction {

class TaintEvictionController final : public Controller {
 public:
  explicit TaintEvictionController(const Context& context);
  void start() override;
  void stop() override;
  // Pods that still have time wait in the timer; that is rest.
  bool idle() const override { return queue_.idle(); }

 private:
  void watch();
  void considerPodsOf(const std::string& node);
  void consider(const std::string& key);
  void wait(const std::string& key, SteadyTime until);
  void condemn(const std::string& key);
  void spare(const std::string& key);
  void sync(const std::string& key, const client::WorkQueue::Finish& finish);
  void remove(const api::Object& pod, const client::WorkQueue::Finish& finish);
  void tell(const std::string& key, const char* what);

  Context context_;
  client::Informer& pods_;
  client::Informer& nodes_;
  client::EventRecorder events_;
  bool started_ = false;
  std::unordered_map<std::string, SteadyTime> due_;         // pods that still have time
  std::unordered_map<std::string, std::string> condemned_;  // pods that go now, and their uids
  client::WorkQueue timer_;
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::tainteviction
