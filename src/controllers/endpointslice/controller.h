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
#include "controllers/endpointslice/ledger.h"
#include "controllers/endpointslice/plan.h"
#include "controllers/selection.h"
#include "controllers/slice_metrics.h"

namespace seamark::controllers::endpointslice {

class EndpointSliceController final : public Controller {
 public:
  struct Options {
    size_t maxPerSlice = 100;
    int concurrency = 5;
    Duration batchPeriod{};  // how long changes of pods are gathered
  };
  EndpointSliceController(const Context& context, Selection& selection, const Options& options);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }
  bool mendDrift(const std::string& serviceKey) override;

 private:
  // What is remembered of a Service between its syncs.
  struct State {
    std::string uid;                                 // a Service made anew under the name starts anew
    TriggerSources seen;                             // by the last write that the API accepted
    std::map<std::string, std::string> withoutNode;  // as told in the last Event
    std::map<std::string, std::string> topology;
    uint64_t nodes = 0;             // of nodeChanges_, when the last sync looked at them
    bool settled = false;           // the last sync succeeded
    std::string version;            // of the Service that it planned from
    Ledger ledger;                  // what it left
    std::set<std::string> changed;  // pods, since it began
  };
  // What a sync is about.
  struct Work {
    std::shared_ptr<const api::Service> service;
    std::vector<SlicePtr> existing;
    std::optional<std::set<std::string>> pods = {};  // those that were looked at; nothing: all
    TriggerSources sources = {};                     // of them
  };

  void watchServices();
  void watchNodes();
  void nodeChanged(const api::Node* before, const api::Node* now);
  void watchPods();
  void sync(const std::string& key, const client::WorkQueue::Finish& finish);
  Plan planManaged(const std::string& key, Work& work);
  std::optional<Plan> planFromChanges(const State& state, const std::set<std::string>& pods, Work& work);
  Input inputOf(const Work& work, std::vector<PodPtr> pods, std::optional<api::Time> trigger);
  void write(const std::string& key, std::vector<Change> changes, Work work,
             const client::WorkQueue::Finish& finish);
  static void settled(State& state, const std::vector<std::string>& deleted, Work& work);
  void forget(const std::string& key);
  void tell(const std::string& key, const api::Service& service, const Plan& plan);
  const Zones& zones();

  Context context_;
  Selection& selection_;
  const Options options_;
  client::Informer& services_;
  client::Informer& slices_;
  client::Informer& nodes_;
  client::EventRecorder events_;
  std::unordered_map<std::string, State> states_;
  std::map<std::string, std::set<std::string>> waiting_;  // node that is not there: Services with pods on it
  std::set<std::string> topologyServices_;
  Zones zones_;
  bool zonesCurrent_ = false;
  uint64_t nodeChanges_ = 0;
  SliceMetrics metrics_;
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::endpointslice
