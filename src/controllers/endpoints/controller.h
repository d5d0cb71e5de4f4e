// The Endpoints controller: keeps the Endpoints of Services with a selector, for those who do not read
// slices. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "client/event_recorder.h"
#include "client/work_queue.h"
#include "controllers/context.h"
#include "controllers/controller.h"
#include "controllers/endpoints/members.h"
#include "controllers/endpoints/plan.h"
#include "controllers/selection.h"

namespace seamark::controllers::endpoints {

class EndpointsController final : public Controller {
 public:
  struct Options {
    int concurrency = 5;
    Duration batchPeriod{};  // how long changes of pods are gathered
    size_t large = 100;      // a Service with so many pods is kept as Members
  };
  EndpointsController(const Context& context, Selection& selection, const Options& options);
  void start() override { queue_.release(); }
  void stop() override { queue_.stop(); }
  bool idle() const override { return queue_.idle(); }
  bool mendDrift(const std::string& serviceKey) override;

 private:
  struct State {
    std::string uid;                 // a Service made anew under the name starts anew
    TriggerSources seen;             // by the last write that the API accepted
    std::string version;             // of the Endpoints, when they were last known to be right
    std::optional<Members> members;  // of a large Service, while it is of this version
    std::string serviceVersion;
    std::set<std::string> changed;  // pods, since the last sync began
  };
  // What a sync looked at.
  struct Work {
    std::optional<std::set<std::string>> pods = {};  // nothing: all
    TriggerSources sources = {};
  };

  void watch();
  void sync(const std::string& key, const client::WorkQueue::Finish& finish);
  void takeOver(const std::string& key, const api::Service& service, const client::WorkQueue::Finish& finish);
  void syncManaged(const std::string& key, const api::Service& service, const api::Endpoints* existing,
                   const client::WorkQueue::Finish& finish);
  Addresses addressesFor(State& state, const api::Service& service, Work& work);
  std::optional<Change> planWithout(const std::string& key, const api::Service* service,
                                    const api::Endpoints* existing);
  void write(const std::string& key, std::optional<Change> change, Work work,
             const client::WorkQueue::Finish& finish);
  void failed(const std::string& key, const Change& change, const Status& why);
  void tellCapacity(const std::string& key, const api::Service& service, size_t leftOut);

  Context context_;
  const Options options_;
  Selection& selection_;
  client::Informer& services_;
  client::Informer& endpoints_;
  client::EventRecorder events_;
  std::unordered_map<std::string, State> states_;
  // Services that we saw go, with the version of that: Endpoints older than it are still to go, whoever wrote
  // them.
  std::unordered_map<std::string, uint64_t> deleted_;
  client::WorkQueue queue_;
};

}  // namespace seamark::controllers::endpoints
