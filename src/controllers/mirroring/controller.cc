// SPDX-License-Identifier: Apache-2.0
#include "controllers/mirroring/controller.h"

#include <fmt/format.h>

#include <utility>

#include "base/log.h"
#include "controllers/mirroring/plan.h"
#include "controllers/well_known.h"

namespace seamark::controllers::mirroring {

namespace {

using client::ObjectPtr;
using client::WorkQueue;

bool isMirrored(const ObjectPtr& endpoints) {
  return mirroring::isMirrored(api::as<api::Endpoints>(*endpoints));
}
bool hasSelector(const ObjectPtr& service) {
  return !api::as<api::Service>(*service).spec.selector.empty();
}

}  // namespace

MirroringController::MirroringController(const Context& context, const Options& options)
    : context_(context),
      options_(options),
      services_(context.informers.of<api::Service>()),
      endpoints_(context.informers.of<api::Endpoints>()),
      slices_(context.informers.of<api::EndpointSlice>()),
      events_(context.carrier, "endpoint-slice-mirroring-controller"),
      metrics_(context.metrics, "endpoint_slice_mirroring_controller", options.maxPerSubset),
      queue_(
          context.executor(), "endpoint_slice_mirroring", options.concurrency, kKeepTrying,
          [this](const std::string& key, const WorkQueue::Finish& finish) { sync(key, finish); },
          context.metrics) {
  queue_.hold();
  watchServices();
  watchEndpoints();
  indexByService(slices_);
  onForeignWrites(context.informers, slices_, kMirroringController,
                  [this](const std::string& key) { queue_.addAfter(key, options_.batchPeriod); });
}

void MirroringController::watchServices() {
  services_.addHandler({.onAdd =
                            [this](const ObjectPtr& now) {
                              if (!hasSelector(now)) queue_.add(keyOf(*now));
                            },
                        .onUpdate =
                            [this](const ObjectPtr& before, const ObjectPtr& now) {
                              if (hasSelector(before) != hasSelector(now)) queue_.add(keyOf(*now));
                            },
                        .onDelete =
                            [this](const ObjectPtr& before) {
                              if (!hasSelector(before)) queue_.add(keyOf(*before));
                            }});
}

// What the endpoints controller writes is the most of what changes here, and none of this one's business.
void MirroringController::watchEndpoints() {
  const auto add = [this](const ObjectPtr& object) { queue_.addAfter(keyOf(*object), options_.batchPeriod); };
  const auto changed = [add](const ObjectPtr& object) {
    if (isMirrored(object)) add(object);
  };
  endpoints_.addHandler({.onAdd = changed,
                         .onUpdate =
                             [add](const ObjectPtr& before, const ObjectPtr& now) {
                               if (isMirrored(before) || isMirrored(now)) add(now);
                             },
                         .onDelete = changed});
}

Plan MirroringController::planFor(const std::string& key, const api::Endpoints* endpoints,
                                  const std::vector<SlicePtr>& existing) const {
  return plan(client::get<api::Service>(services_, key).get(), endpoints, existing, options_.maxPerSubset);
}

void MirroringController::sync(const std::string& key, const WorkQueue::Finish& finish) {
  const SteadyTime begun = context_.executor().clock().steady();
  refused_.erase(key);
  const auto endpoints = client::get<api::Endpoints>(endpoints_, key);
  const auto existing = slicesOf(slices_, key, kMirroringController);
  Plan wanted = planFor(key, endpoints.get(), existing);
  if (wanted.changes.empty()) return finish(WorkQueue::Verdict::Done);
  if (endpoints) tellSkipped(*endpoints, wanted.skipped, wanted.invalid);
  metrics_.planned(key, existing, wanted.changes);
  metrics_.skipped(wanted.skipped);
  context_.apply(slices_, std::move(wanted.changes), [this, key, begun, finish](const Result<>& result) {
    metrics_.took(context_.executor().clock().steady() - begun);
    if (!result && !namespaceTerminates(result.error())) {
      log::debug("Mirroring is tried again", {{"endpoints", key}, {"error", result.error().message}});
      return finish(WorkQueue::Verdict::Retry);
    }
    if (!result) refused_.insert(key);
    finish(WorkQueue::Verdict::Done);
  });
}

bool MirroringController::mendDrift(const std::string& key) {
  if (!queue_.isIdle(key) || refused_.contains(key)) return false;
  const auto endpoints = client::get<api::Endpoints>(endpoints_, key);
  if (planFor(key, endpoints.get(), slicesOf(slices_, key, kMirroringController)).changes.empty())
    return false;
  queue_.add(key);
  return true;
}

void MirroringController::tellSkipped(const api::Object& endpoints, size_t skipped, size_t invalid) {
  const api::Kind& kind = endpoints_.kind();
  if (skipped > 0)
    events_.record(
        kind, endpoints, "Warning", "TooManyAddressesToMirror",
        fmt::format("A max of {} addresses can be mirrored to EndpointSlices per Endpoints subset. "
                    "{} addresses were skipped",
                    options_.maxPerSubset, skipped));
  if (invalid > 0)
    events_.record(kind, endpoints, "Warning", "InvalidIPAddress",
                   fmt::format("Skipped {} invalid IP addresses when mirroring to EndpointSlices", invalid));
}

}  // namespace seamark::controllers::mirroring
