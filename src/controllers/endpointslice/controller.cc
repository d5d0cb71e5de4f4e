// SPDX-License-Identifier: Apache-2.0
#include "controllers/endpointslice/controller.h"

#include <fmt/format.h>

#include <utility>

#include "base/log.h"
#include "controllers/well_known.h"

namespace seamark::controllers::endpointslice {

namespace {

using client::ObjectPtr;
using client::WorkQueue;

}  // namespace

EndpointSliceController::EndpointSliceController(const Context& context, Selection& selection,
                                                 const Options& options)
    : context_(context),
      selection_(selection),
      options_(options),
      services_(context.informers.of<api::Service>()),
      slices_(context.informers.of<api::EndpointSlice>()),
      nodes_(context.informers.of<api::Node>()),
      events_(context.carrier, "endpoint-slice-controller"),
      metrics_(context.metrics, "endpoint_slice_controller", options.maxPerSlice),
      queue_(
          context.executor(), "endpoint_slice", options.concurrency, kKeepTrying,
          [this](const std::string& key, const WorkQueue::Finish& finish) { sync(key, finish); },
          context.metrics) {
  queue_.hold();
  watchServices();
  indexByService(slices_);
  onForeignWrites(context.informers, slices_, kSliceController,
                  [this](const std::string& key) { queue_.add(key); });
  watchNodes();
  selection_.onPodEvents([this](const std::string& key) { queue_.addAfter(key, options_.batchPeriod); });
}

void EndpointSliceController::watchServices() {
  const auto changed = [this](const ObjectPtr& service) { queue_.add(keyOf(*service)); };
  services_.addHandler({.onAdd = changed,
                        .onUpdate = [changed](const ObjectPtr&, const ObjectPtr& now) { changed(now); },
                        .onDelete = changed});
}

void EndpointSliceController::watchNodes() {
  const auto node = [](const ObjectPtr& object) { return &api::as<api::Node>(*object); };
  nodes_.addHandler(
      {.onAdd = [this, node](const ObjectPtr& now) { nodeChanged(nullptr, node(now)); },
       .onUpdate = [this, node](const ObjectPtr& before,
                                const ObjectPtr& now) { nodeChanged(node(before), node(now)); },
       .onDelete = [this, node](const ObjectPtr& before) { nodeChanged(node(before), nullptr); }});
}

// A node that comes lets the pods in that waited for it. Zones of nodes that are there are read at the next
// sync, as upstream does; only proportional hints follow them at once.
void EndpointSliceController::nodeChanged(const api::Node* before, const api::Node* now) {
  if (!before && now)
    if (auto waiting = waiting_.extract(now->metadata.name); !waiting.empty())
      for (const std::string& key : waiting.mapped()) queue_.add(key);
  Zones was, is;
  if (before) addNode(*before, was);
  if (now) addNode(*now, is);
  ++nodeChanges_;
  if (was == is) return;
  zonesCurrent_ = false;
  for (const std::string& key : topologyServices_) queue_.add(key);
}

const Zones& EndpointSliceController::zones() {
  if (std::exchange(zonesCurrent_, true)) return zones_;
  zones_ = {};
  for (const auto& [name, node] : nodes_.all()) addNode(api::as<api::Node>(*node), zones_);
  return zones_;
}

void EndpointSliceController::forget(const std::string& key) {
  states_.erase(key);
  topologyServices_.erase(key);
  metrics_.forget(key);
}

Plan EndpointSliceController::planFor(const std::string& key, const api::Service& service,
                                      std::vector<PodPtr> pods, std::vector<SlicePtr> existing,
                                      std::optional<api::Time> trigger) {
  const bool topology = wantsTopologyHints(service);
  if (topology)
    topologyServices_.insert(key);
  else
    topologyServices_.erase(key);
  return plan({.service = service,
               .pods = std::move(pods),
               .node = [this](const std::string& name) { return client::get<api::Node>(nodes_, name); },
               .existing = std::move(existing),
               .trigger = trigger,
               .zones = topology ? &zones() : nullptr,
               .maxPerSlice = options_.maxPerSlice});
}

void EndpointSliceController::sync(const std::string& key, const WorkQueue::Finish& finish) {
  const auto service = client::get<api::Service>(services_, key);
  const bool managed = service && isManaged(*service);
  if (!managed) forget(key);
  if (!service) return finish(WorkQueue::Verdict::Done);  // the garbage collector takes what it owned
  const std::vector<SlicePtr> existing = slicesOf(slices_, key, kSliceController);
  std::vector<Change> changes;
  TriggerSources sources;
  if (managed) {
    State& state = states_[key];
    if (state.uid != service->metadata.uid) state = State{.uid = service->metadata.uid};
    state.nodes = nodeChanges_;
    state.settled = false;
    std::vector<PodPtr> pods = selection_.podsOf(*service);
    sources = triggerSources(*service, pods);
    Plan wanted = planFor(key, *service, std::move(pods), existing, triggerTime(state.seen, sources));
    tell(key, *service, wanted);
    changes = std::move(wanted.changes);
    metrics_.planned(key, existing, changes);
    metrics_.distribution(key, wantsTopologyHints(*service), service->spec.trafficDistribution.value_or(""),
                          changes.size());
  } else {
    changes = planRemoval(service->metadata.name, existing);
  }
  context_.apply(slices_, std::move(changes),
                 [this, key, finish, managed, sources = std::move(sources)](const Result<>& result) mutable {
                   metrics_.synced(result ? "success" : "error");
                   if (!result && !namespaceTerminates(result.error())) {
                     log::debug("Slices are tried again",
                                {{"service", key}, {"error", result.error().message}});
                     return finish(WorkQueue::Verdict::Retry);
                   }
                   if (auto state = states_.find(key); managed && result && state != states_.end()) {
                     state->second.seen = std::move(sources);
                     state->second.settled = true;
                   }
                   finish(WorkQueue::Verdict::Done);
                 });
}

// A node that went or changed its zone moves nothing until the next sync (upstream), so what it leaves behind
// until then is no drift.
bool EndpointSliceController::mendDrift(const std::string& key) {
  const auto service = client::get<api::Service>(services_, key);
  if (!service || !queue_.isIdle(key)) return false;
  std::vector<SlicePtr> existing = slicesOf(slices_, key, kSliceController);
  bool drifted = false;
  if (isManaged(*service)) {
    const auto state = states_.find(key);
    if (state == states_.end() || !state->second.settled || state->second.nodes != nodeChanges_) return false;
    drifted = !planFor(key, *service, selection_.podsOf(*service), std::move(existing), {}).changes.empty();
  } else {
    drifted = !planRemoval(service->metadata.name, existing).empty();
  }
  if (drifted) queue_.add(key);
  return drifted;
}

void EndpointSliceController::tell(const std::string& key, const api::Service& service, const Plan& plan) {
  State& state = states_[key];
  const api::Kind& kind = services_.kind();
  for (const std::string& node : plan.unknownNodes) waiting_[node].insert(key);
  if (plan.withoutNode != state.withoutNode && !plan.withoutNode.empty()) {
    const auto& [pod, node] = *plan.withoutNode.begin();
    events_.record(
        kind, service, "Warning", "FailedToUpdateEndpointSlices",
        fmt::format("Error updating Endpoint Slices for Service {}: skipping Pod {} for Service {}: "
                    "Node {} Not Found",
                    key, pod, key, node));
  }
  for (const auto& [type, why] : plan.topology) {
    const auto before = state.topology.find(type);
    if (before != state.topology.end() && before->second == why) continue;
    if (!why.empty())
      events_.record(kind, service, "Warning", "TopologyAwareHintsDisabled",
                     fmt::format("{}, addressType: {}", why, type));
    else
      events_.record(kind, service, "Normal", "TopologyAwareHintsEnabled",
                     fmt::format("Topology Aware Hints has been enabled, addressType: {}", type));
  }
  state.withoutNode = plan.withoutNode;
  state.topology = plan.topology;
}

}  // namespace seamark::controllers::endpointslice
