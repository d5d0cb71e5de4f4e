// SPDX-License-Identifier: Apache-2.0
#include "controllers/review/controller.h"

#include <algorithm>
#include <utility>

#include "controllers/well_known.h"

namespace seamark::controllers::review {

using client::ObjectPtr;
using client::WorkQueue;

namespace {

// Objects that belong together are mostly written one after the other: nothing is said in between.
constexpr Duration kPatience = std::chrono::seconds(5);

}  // namespace

ReviewController::ReviewController(const Context& context)
    : context_(context),
      services_(context.informers.of<api::Service>()),
      endpoints_(context.informers.of<api::Endpoints>()),
      slices_(context.informers.of<api::EndpointSlice>()),
      events_(context.carrier, "endpoint-review-controller"),
      queue_(
          context.executor(), "endpoint_review", 1, kKeepTrying,
          [this](const std::string& key, const WorkQueue::Finish& finish) { sync(key, finish); },
          context.metrics) {
  queue_.hold();
  watchServices();
  watchEndpoints();
  watchSlices();
}

void ReviewController::look(const std::string& key) {
  queue_.addAfter(key, kPatience);
}

// Most Services have nothing made by hand; they cost nothing here.
void ReviewController::watchServices() {
  const auto changed = [this](const ObjectPtr& service) {
    const std::string key = keyOf(*service);
    const ObjectPtr endpoints = endpoints_.get(key);
    const auto slices = slicesOf(slices_, key);
    if ((endpoints && isReviewed(api::as<api::Endpoints>(*endpoints))) ||
        std::any_of(slices.begin(), slices.end(), [](const SlicePtr& slice) { return !isOurs(*slice); }))
      look(key);
  };
  services_.addHandler({.onAdd = changed,
                        .onUpdate =
                            [changed](const ObjectPtr& before, const ObjectPtr& now) {
                              if (api::as<api::Service>(*before).spec != api::as<api::Service>(*now).spec)
                                changed(now);
                            },
                        .onDelete = changed});
}

void ReviewController::watchEndpoints() {
  const auto changed = [this](const ObjectPtr& now) {
    if (isReviewed(api::as<api::Endpoints>(*now))) look(keyOf(*now));
  };
  endpoints_.addHandler({.onAdd = changed,
                         .onUpdate = [changed](const ObjectPtr&, const ObjectPtr& now) { changed(now); },
                         .onDelete = changed});
}

void ReviewController::watchSlices() {
  indexByService(slices_);
  const auto changed = [this](const ObjectPtr& now) {
    const std::string key = serviceKeyOf(*now);
    if (!key.empty() && !isOurs(*now)) look(key);
  };
  slices_.addHandler({.onAdd = changed,
                      .onUpdate = [changed](const ObjectPtr&, const ObjectPtr& now) { changed(now); },
                      .onDelete = changed});
}

ObjectPtr ReviewController::objectOf(const Finding& finding, const std::string& ns) const {
  const auto& informer = finding.subject == Subject::Slice ? slices_ : endpoints_;
  return informer.get(api::objectKey(ns, finding.name));
}

// Each finding is told once, and again when it has come anew.
void ReviewController::sync(const std::string& key, const WorkQueue::Finish& finish) {
  const size_t slash = key.find('/');
  const auto service = client::get<api::Service>(services_, key);
  const auto endpoints = client::get<api::Endpoints>(endpoints_, key);
  std::vector<Finding> found =
      review(key.substr(slash + 1), service.get(), endpoints.get(), slicesOf(slices_, key));
  const std::vector<Finding>& told = told_[key];
  for (const Finding& finding : found) {
    const ObjectPtr about = objectOf(finding, key.substr(0, slash));
    if (!about || std::find(told.begin(), told.end(), finding) != told.end()) continue;
    events_.record(finding.subject == Subject::Slice ? slices_.kind() : endpoints_.kind(), *about, "Warning",
                   finding.reason, finding.message);
  }
  if (found.empty())
    told_.erase(key);
  else
    told_[key] = std::move(found);
  finish(WorkQueue::Verdict::Done);
}

}  // namespace seamark::controllers::review
