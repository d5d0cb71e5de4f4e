// SPDX-License-Identifier: Apache-2.0
#include "controllers/endpoints/controller.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/log.h"
#include "controllers/well_known.h"

namespace seamark::controllers::endpoints {

namespace {

using client::ObjectPtr;
using client::WorkQueue;

uint64_t versionOf(const api::Object& object) {
  const std::string& text = object.metadata.resourceVersion;
  uint64_t version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return version;
}

}  // namespace

EndpointsController::EndpointsController(const Context& context, Selection& selection, const Options& options)
    : context_(context),
      options_(options),
      selection_(selection),
      services_(context.informers.of<api::Service>()),
      endpoints_(context.informers.of<api::Endpoints>()),
      events_(context.carrier, "endpoint-controller"),
      queue_(
          context.executor(), "endpoint", options.concurrency, kKeepTrying,
          [this](const std::string& key, const WorkQueue::Finish& finish) { sync(key, finish); },
          context.metrics) {
  queue_.hold();
  watch();
  selection_.onPodEvents([this](const std::string& key, const std::string& pod, bool act) {
    if (auto state = states_.find(key); state != states_.end()) state->second.changed.insert(pod);
    if (act) queue_.addAfter(key, options_.batchPeriod);
  });
}

// Edits of Endpoints are not watched: a person's edit stands until the Service or a pod changes, as upstream
// has it. New ones are, because after a restart one may be left of a Service that went meanwhile; one of a Service
// that is there is mostly our own, seen before its answer, and the Service brings it up anyway.
void EndpointsController::watch() {
  const auto changed = [this](const ObjectPtr& object) { queue_.add(keyOf(*object)); };
  services_.addHandler({.onAdd =
                            [this, changed](const ObjectPtr& now) {
                              deleted_.erase(keyOf(*now));
                              changed(now);
                            },
                        .onUpdate = [changed](const ObjectPtr&, const ObjectPtr& now) { changed(now); },
                        .onDelete =
                            [this, changed](const ObjectPtr& before) {
                              deleted_[keyOf(*before)] = versionOf(*before);
                              changed(before);
                            }});
  endpoints_.addHandler({.onAdd =
                             [this, changed](const ObjectPtr& now) {
                               const auto service = client::get<api::Service>(services_, keyOf(*now));
                               if (now->metadata.labels.contains(kEndpointsManagedBy) &&
                                   !(service && isManaged(*service)))
                                 changed(now);
                             },
                         .onUpdate = {},
                         .onDelete = changed});
}

void EndpointsController::sync(const std::string& key, const WorkQueue::Finish& finish) {
  const auto service = client::get<api::Service>(services_, key);
  const auto existing = client::get<api::Endpoints>(endpoints_, key);
  if (!service || !isManaged(*service)) {
    states_.erase(key);
    return write(key, planWithout(key, service.get(), existing.get()), {}, finish);
  }
  if (existing && !existing->metadata.labels.contains(kEndpointsManagedBy))
    return takeOver(key, *service, finish);
  syncManaged(key, *service, existing.get(), finish);
}

// What a person wrote is overwritten only for a Service that has its selector still: our copy may lag, so the
// server is asked. Should the person write once more after that, our write meets a conflict.
void EndpointsController::takeOver(const std::string& key, const api::Service& service,
                                   const WorkQueue::Finish& finish) {
  context_.carrier.get(
      services_.kind(), service.metadata.namespace_, service.metadata.name,
      context_.guarded<ObjectPtr>(
          [this, key, finish, existing = endpoints_.get(key)](const Result<ObjectPtr>& fresh) {
            if (!fresh) return finish(WorkQueue::Verdict::Retry);
            const auto& now = api::as<api::Service>(**fresh);
            if (!isManaged(now)) return finish(WorkQueue::Verdict::Done);  // the event is on its way
            syncManaged(key, now, existing ? &api::as<api::Endpoints>(*existing) : nullptr, finish);
          }));
}

void EndpointsController::syncManaged(const std::string& key, const api::Service& service,
                                      const api::Endpoints* existing, const WorkQueue::Finish& finish) {
  State& state = states_[key];
  if (state.uid != service.metadata.uid) state = State{.uid = service.metadata.uid};
  Work work;
  Addresses addresses = addressesFor(state, service, work);
  Plan desired = planFor(service, std::move(addresses), existing, triggerTime(state.seen, work.sources));
  state.version = desired.change || !existing ? "" : existing->metadata.resourceVersion;
  tellCapacity(key, service, desired.leftOut);
  write(key, std::move(desired.change), std::move(work), finish);
}

// Of a large Service only the pods that changed are looked at, as long as it is itself the same.
Addresses EndpointsController::addressesFor(State& state, const api::Service& service, Work& work) {
  work.pods = std::exchange(state.changed, {});
  const bool same = state.serviceVersion == service.metadata.resourceVersion;
  state.serviceVersion = service.metadata.resourceVersion;
  std::vector<PodPtr> pods;
  if (state.members && same) {
    pods = selection_.podsOf(service, *work.pods);
    if (!state.members->update(service, *work.pods, pods)) state.members.reset();
  } else {
    state.members.reset();
  }
  if (!state.members) {
    work.pods.reset();
    pods = selection_.podsOf(service);
    if (pods.size() >= options_.large) state.members = Members::of(service, pods);
  }
  context_.looked("endpoints-controller", "pod", pods.size());
  work.sources = triggerSources(service, pods);
  return state.members ? state.members->addresses(kMostAddresses) : addressesOf(service, pods);
}

// Best effort: what matters is in the slices. Told when the condition turns, and a failed write of that is made
// good by the next sync.
void EndpointsController::tellCapacity(const std::string& key, const api::Service& service, size_t leftOut) {
  const std::shared_ptr<const api::Service> told =
      withCapacity(service, leftOut, api::Time::of(context_.executor().clock().now()));
  if (!told) return;
  context_.apply(services_, {{Change::What::Update, told, "status"}},
                 [this, key, told, leftOut](const Result<>& result) {
                   if (!result)
                     return log::debug("A Service's condition was not written",
                                       {{"service", key}, {"error", result.error().message}});
                   if (leftOut == 0) return;
                   events_.record(
                       services_.kind(), *told, "Warning", "EndpointsOverCapacity",
                       fmt::format("The Endpoints object of Service {} holds {} addresses, {} are left out; "
                                   "EndpointSlices hold all of them",
                                   key, kMostAddresses, leftOut));
                 });
}

// A person's edit stands until the next event (upstream), so only what was right and was not edited since is
// looked at.
bool EndpointsController::mendDrift(const std::string& key) {
  const auto service = client::get<api::Service>(services_, key);
  const auto existing = client::get<api::Endpoints>(endpoints_, key);
  if (!queue_.isIdle(key)) return false;
  bool drifted = false;
  if (service && isManaged(*service)) {
    const auto state = states_.find(key);
    if (!existing || state == states_.end() || state->second.version != existing->metadata.resourceVersion)
      return false;
    drifted = plan(*service, selection_.podsOf(*service), existing.get(), {}).change.has_value();
    if (drifted) states_.at(key).members.reset();
  } else {
    drifted = existing && planRemoval(*existing).has_value();
  }
  if (drifted) queue_.add(key);
  return drifted;
}

// A Service that is deleted takes the Endpoints of its name along, even those that a person wrote (as
// upstream); one that merely is not there (any more) only those of this controller.
std::optional<Change> EndpointsController::planWithout(const std::string& key, const api::Service* service,
                                                       const api::Endpoints* existing) {
  if (!existing) return std::nullopt;
  const auto deleted = deleted_.find(key);
  if (!service && deleted != deleted_.end() && versionOf(*existing) < deleted->second &&
      !existing->metadata.annotations.contains(kLeader))
    return Change{Change::What::Delete, std::make_shared<api::Endpoints>(*existing)};
  return planRemoval(*existing);
}

void EndpointsController::write(const std::string& key, std::optional<Change> change, Work work,
                                const WorkQueue::Finish& finish) {
  std::vector<Change> changes;
  if (change) changes.push_back(*change);
  context_.apply(
      endpoints_, std::move(changes),
      [this, key, change, finish, work = std::move(work)](const Result<>& result) mutable {
        const auto state = states_.find(key);
        if (result) {
          deleted_.erase(key);
          if (state != states_.end()) see(state->second.seen, std::move(work.sources), work.pods);
          return finish(WorkQueue::Verdict::Done);
        }
        if (state != states_.end()) state->second.members.reset();
        if (namespaceTerminates(result.error())) return finish(WorkQueue::Verdict::Done);
        failed(key, *change, result.error());
        finish(WorkQueue::Verdict::Retry);
      },
      [this, key](const ObjectPtr& written) {
        if (auto state = states_.find(key); state != states_.end())
          state->second.version = written->metadata.resourceVersion;
      });
}

void EndpointsController::failed(const std::string& key, const Change& change, const Status& why) {
  log::debug("Endpoints are tried again", {{"service", key}, {"error", why.message}});
  if (why.code != 422 && why.code != 403) return;
  const bool create = change.what == Change::What::Create;
  events_.record(endpoints_.kind(), *change.object, "Warning",
                 create ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
                 fmt::format("Failed to {} endpoint {}: {}", create ? "create" : "update", key, why.message));
}

}  // namespace seamark::controllers::endpoints
