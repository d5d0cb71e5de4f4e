// The EndpointSlice controller: keeps the slices of Services with a selector. Lives on the carrier's
// executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "client/event_recorder.h"
#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"
#include "controllers/endpointslice/plan.h"
#include "controllers/selection.h"

namespace seamark::controllers::endpointslice {

class EndpointSliceController final : public Controller {
 public:
  EndpointSliceController(const Context& context, Selection& selection, size_t maxPerSlice, int concurrency);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }

 private:
  // What is remembered of a Service between its syncs.
  struct State {
    std::string uid;                                 // a Service made anew under the name starts anew
    TriggerSources seen;                             // by the last write that the API accepted
    std::map<std::string, std::string> withoutNode;  // as told in the last Event
    std::map<std::string, std::string> topology;
  };

  void watchServices();
  void watchSlices();
  void watchNodes();
  void nodeChanged(const api::Node* before, const api::Node* now);
  void sync(const std::string& key, const client::WorkQueue::Finish& finish);
  void tell(const std::string& key, const api::Service& service, const Plan& plan);
  const Zones& zones();

  Context context_;
  Selection& selection_;
  const size_t maxPerSlice_;
  client::Informer& services_;
  client::Informer& slices_;
  client::Informer& nodes_;
  client::EventRecorder events_;
  std::unordered_map<std::string, State> states_;
  std::map<std::string, std::set<std::string>> waiting_;  // node that is not there: Services with pods on it
  std::set<std::string> topologyServices_;
  Zones zones_;
  bool zonesCurrent_ = false;
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::endpointslice
