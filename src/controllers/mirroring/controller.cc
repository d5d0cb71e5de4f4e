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

std::string keyOf(const api::Object& object) {
  return api::objectKey(object.metadata.namespace_, object.metadata.name);
}
bool isMirrored(const ObjectPtr& endpoints) {
  return mirroring::isMirrored(api::as<api::Endpoints>(*endpoints));
}
bool hasSelector(const ObjectPtr& service) {
  return !api::as<api::Service>(*service).spec.selector.empty();
}

}  // namespace

MirroringController::MirroringController(const Context& context, size_t maxPerSubset, int concurrency)
    : context_(context),
      maxPerSubset_(maxPerSubset),
      services_(context.informers.of<api::Service>()),
      endpoints_(context.informers.of<api::Endpoints>()),
      slices_(context.informers.of<api::EndpointSlice>()),
      events_(context.carrier, "endpoint-slice-mirroring-controller"),
      queue_(context.executor(), "endpoint_slice_mirroring", concurrency, kKeepTrying,
             [this](const std::string& key, const WorkQueue::Finish& finish) { sync(key, finish); }) {
  queue_.hold();
  watchServices();
  watchEndpoints();
  watchSlices();
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
  const auto changed = [this](const ObjectPtr& object) {
    if (isMirrored(object)) queue_.add(keyOf(*object));
  };
  endpoints_.addHandler({.onAdd = changed,
                         .onUpdate =
                             [this](const ObjectPtr& before, const ObjectPtr& now) {
                               if (isMirrored(before) || isMirrored(now)) queue_.add(keyOf(*now));
                             },
                         .onDelete = changed});
}

// A mirrored slice that somebody changed or deleted is put right; the one before tells whose it was when the
// labels were taken off.
void MirroringController::watchSlices() {
  indexByService(slices_);
  const auto changed = [this](const ObjectPtr& slice) {
    if (context_.informers.observing()) return;  // our own write
    const std::string key = serviceKeyOf(*slice);
    if (!key.empty() && isManagedBy(*slice, kMirroringController)) queue_.add(key);
  };
  slices_.addHandler({.onAdd = changed,
                      .onUpdate =
                          [changed](const ObjectPtr& before, const ObjectPtr& now) {
                            changed(before);
                            changed(now);
                          },
                      .onDelete = changed});
}

void MirroringController::sync(const std::string& key, const WorkQueue::Finish& finish) {
  const auto service = client::get<api::Service>(services_, key);
  const auto endpoints = client::get<api::Endpoints>(endpoints_, key);
  const auto existing = slicesOf(slices_, key, kMirroringController);
  Plan wanted = plan(service.get(), endpoints.get(), existing, maxPerSubset_);
  if (wanted.changes.empty()) return finish(WorkQueue::Verdict::Done);
  if (endpoints) tellSkipped(*endpoints, wanted.skipped, wanted.invalid);
  context_.apply(slices_, std::move(wanted.changes), [key, finish](const Result<>& result) {
    if (!result && !namespaceTerminates(result.error())) {
      log::debug("Mirroring is tried again", {{"endpoints", key}, {"error", result.error().message}});
      return finish(WorkQueue::Verdict::Retry);
    }
    finish(WorkQueue::Verdict::Done);
  });
}

void MirroringController::tellSkipped(const api::Object& endpoints, size_t skipped, size_t invalid) {
  const api::Kind& kind = endpoints_.kind();
  if (skipped > 0)
    events_.record(
        kind, endpoints, "Warning", "TooManyAddressesToMirror",
        fmt::format("A max of {} addresses can be mirrored to EndpointSlices per Endpoints subset. "
                    "{} addresses were skipped",
                    maxPerSubset_, skipped));
  if (invalid > 0)
    events_.record(kind, endpoints, "Warning", "InvalidIPAddress",
                   fmt::format("Skipped {} invalid IP addresses when mirroring to EndpointSlices", invalid));
}

}  // namespace seamark::controllers::mirroring
