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
  watchPods();
}

void EndpointSliceController::watchPods() {
  selection_.onPodEvents([this](const std::string& key, const std::string& pod, bool act) {
    if (auto state = states_.find(key); state != states_.end()) state->second.changed.insert(pod);
    if (act) queue_.addAfter(key, options_.batchPeriod);
  });
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
  if (!before || !now || zoneOf(*before) != zoneOf(*now)) ++nodeChanges_;
  if (was == is) return;
  ++nodeChanges_;
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

Input EndpointSliceController::inputOf(const Work& work, std::vector<PodPtr> pods,
                                       std::optional<api::Time> trigger) {
  const bool topology = wantsTopologyHints(*work.service);
  if (topology)
    topologyServices_.insert(keyOf(*work.service));
  else
    topologyServices_.erase(keyOf(*work.service));
  return {.service = *work.service,
          .pods = std::move(pods),
          .node = [this](const std::string& name) { return client::get<api::Node>(nodes_, name); },
          .existing = work.existing,
          .trigger = trigger,
          .zones = topology ? &zones() : nullptr,
          .maxPerSlice = options_.maxPerSlice};
}

// Only when nothing but these pods changed since all was right: the rest then needs no look.
std::optional<Plan> EndpointSliceController::planFromChanges(const State& state,
                                                             const std::set<std::string>& pods, Work& work) {
  const api::Service& service = *work.service;
  if (!state.settled || state.version != service.metadata.resourceVersion || state.nodes != nodeChanges_ ||
      !state.withoutNode.empty() || wantsTopologyHints(service) || !state.ledger.knows(work.existing))
    return std::nullopt;
  std::vector<PodPtr> selected = selection_.podsOf(service, pods);
  work.sources = triggerSources(service, selected);
  const std::optional<api::Time> trigger = triggerTime(state.seen, work.sources);
  work.pods = pods;
  return planChanged(inputOf(work, std::move(selected), trigger), {pods, state.ledger.holding(pods)});
}

Plan EndpointSliceController::planManaged(const std::string& key, Work& work) {
  const api::Service& service = *work.service;
  State& state = states_[key];
  if (state.uid != service.metadata.uid) state = State{.uid = service.metadata.uid};
  std::optional<Plan> wanted = planFromChanges(state, std::exchange(state.changed, {}), work);
  if (!wanted) {
    std::vector<PodPtr> pods = selection_.podsOf(service);
    work.pods.reset();
    work.sources = triggerSources(service, pods);
    const std::optional<api::Time> trigger = triggerTime(state.seen, work.sources);
    wanted = plan(inputOf(work, std::move(pods), trigger));
    state.ledger.reset(work.existing);
  }
  state.version = service.metadata.resourceVersion;
  state.nodes = nodeChanges_;
  state.settled = false;
  return std::move(*wanted);
}

void EndpointSliceController::settled(State& state, const std::vector<std::string>& deleted, Work& work) {
  see(state.seen, std::move(work.sources), work.pods);
  for (const std::string& name : deleted) state.ledger.erase(name);
  state.settled = true;
}

void EndpointSliceController::sync(const std::string& key, const WorkQueue::Finish& finish) {
  const auto service = client::get<api::Service>(services_, key);
  const bool managed = service && isManaged(*service);
  if (!managed) forget(key);
  if (!service) return finish(WorkQueue::Verdict::Done);  // the garbage collector takes what it owned
  Work work{.service = service, .existing = slicesOf(slices_, key, kSliceController)};
  std::vector<Change> changes;
  if (managed) {
    Plan wanted = planManaged(key, work);
    tell(key, *service, wanted);
    changes = std::move(wanted.changes);
    context_.looked("endpointslice-controller", "pod", wanted.podsSeen);
    context_.looked("endpointslice-controller", "endpoint", wanted.endpointsCompared);
    metrics_.planned(key, work.existing, changes);
    metrics_.distribution(key, wantsTopologyHints(*service), service->spec.trafficDistribution.value_or(""),
                          changes.size());
  } else {
    changes = planRemoval(service->metadata.name, work.existing);
  }
  write(key, std::move(changes), std::move(work), finish);
}

void EndpointSliceController::write(const std::string& key, std::vector<Change> changes, Work work,
                                    const WorkQueue::Finish& finish) {
  std::vector<std::string> deleted;
  for (const Change& change : changes)
    if (change.what == Change::What::Delete) deleted.push_back(change.object->metadata.name);
  context_.apply(
      slices_, std::move(changes),
      [this, key, finish, deleted = std::move(deleted),
       work = std::move(work)](const Result<>& result) mutable {
        metrics_.synced(result ? "success" : "error");
        if (!result && !namespaceTerminates(result.error())) {
          log::debug("Slices are tried again", {{"service", key}, {"error", result.error().message}});
          return finish(WorkQueue::Verdict::Retry);
        }
        if (auto state = states_.find(key); result && state != states_.end())
          settled(state->second, deleted, work);
        finish(WorkQueue::Verdict::Done);
      },
      [this, key](const ObjectPtr& written) {
        if (auto state = states_.find(key); state != states_.end())
          state->second.ledger.put(std::static_pointer_cast<const api::EndpointSlice>(written));
      });
}

// A node that went or changed its zone moves nothing until the next sync (upstream), so what it leaves behind
// until then is no drift.
bool EndpointSliceController::mendDrift(const std::string& key) {
  const auto service = client::get<api::Service>(services_, key);
  if (!service || !queue_.isIdle(key)) return false;
  const Work work{.service = service, .existing = slicesOf(slices_, key, kSliceController)};
  bool drifted = false;
  if (isManaged(*service)) {
    const auto state = states_.find(key);
    if (state == states_.end() || !state->second.settled || state->second.nodes != nodeChanges_) return false;
    drifted = !plan(inputOf(work, selection_.podsOf(*service), {})).changes.empty();
    state->second.settled = !drifted;
  } else {
    drifted = !planRemoval(service->metadata.name, work.existing).empty();
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
