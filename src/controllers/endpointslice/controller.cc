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

std::string keyOf(const api::Object& object) {
  return api::objectKey(object.metadata.namespace_, object.metadata.name);
}

}  // namespace

EndpointSliceController::EndpointSliceController(const Context& context, Selection& selection,
                                                 size_t maxPerSlice, int concurrency)
    : context_(context),
      selection_(selection),
      maxPerSlice_(maxPerSlice),
      services_(context.informers.of<api::Service>()),
      slices_(context.informers.of<api::EndpointSlice>()),
      nodes_(context.informers.of<api::Node>()),
      events_(context.carrier, "endpoint-slice-controller"),
      queue_(context.executor(), "endpoint_slice", concurrency, kKeepTrying,
             [this](const std::string& key, const WorkQueue::Finish& finish) { sync(key, finish); }) {
  queue_.hold();
  watchServices();
  watchSlices();
  watchNodes();
  selection_.onPodEvents([this](const std::string& key) { queue_.add(key); });
}

void EndpointSliceController::watchServices() {
  const auto changed = [this](const ObjectPtr& service) { queue_.add(keyOf(*service)); };
  services_.addHandler({.onAdd = changed,
                        .onUpdate = [changed](const ObjectPtr&, const ObjectPtr& now) { changed(now); },
                        .onDelete = changed});
}

// A slice that somebody changed or deleted is put right; the state before tells whose it was when the labels
// were taken off.
void EndpointSliceController::watchSlices() {
  indexByService(slices_);
  const auto changed = [this](const ObjectPtr& slice) {
    if (context_.informers.observing()) return;  // our own write
    const std::string key = serviceKeyOf(*slice);
    if (!key.empty() && isManagedBy(*slice, kSliceController)) queue_.add(key);
  };
  slices_.addHandler({.onAdd = changed,
                      .onUpdate =
                          [changed](const ObjectPtr& before, const ObjectPtr& now) {
                            changed(before);
                            changed(now);
                          },
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

void EndpointSliceController::sync(const std::string& key, const WorkQueue::Finish& finish) {
  const auto service = client::get<api::Service>(services_, key);
  if (!service || !isManaged(*service)) {
    states_.erase(key);
    topologyServices_.erase(key);
  }
  if (!service) return finish(WorkQueue::Verdict::Done);  // the garbage collector takes what it owned
  std::vector<SlicePtr> existing = slicesOf(slices_, key, kSliceController);
  std::vector<Change> changes;
  TriggerSources sources;
  if (isManaged(*service)) {
    if (wantsTopologyHints(*service))
      topologyServices_.insert(key);
    else
      topologyServices_.erase(key);
    if (State& state = states_[key]; state.uid != service->metadata.uid)
      state = {.uid = service->metadata.uid, .seen = {}, .withoutNode = {}, .topology = {}};
    std::vector<PodPtr> pods = selection_.podsOf(*service);
    sources = triggerSources(*service, pods);
    Plan wanted =
        plan({.service = *service,
              .pods = std::move(pods),
              .node = [this](const std::string& name) { return client::get<api::Node>(nodes_, name); },
              .existing = std::move(existing),
              .trigger = triggerTime(states_[key].seen, sources),
              .zones = wantsTopologyHints(*service) ? &zones() : nullptr,
              .maxPerSlice = maxPerSlice_});
    tell(key, *service, wanted);
    changes = std::move(wanted.changes);
  } else {
    changes = planRemoval(service->metadata.name, existing);
  }
  const bool managed = isManaged(*service);
  context_.apply(
      slices_, std::move(changes),
      [this, key, finish, managed, service, sources = std::move(sources)](const Result<>& result) mutable {
        if (!result && !namespaceTerminates(result.error())) {
          log::debug("Slices are tried again", {{"service", key}, {"error", result.error().message}});
          return finish(WorkQueue::Verdict::Retry);
        }
        if (auto state = states_.find(key); managed && result && state != states_.end())
          state->second.seen = std::move(sources);
        finish(WorkQueue::Verdict::Done);
      });
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
