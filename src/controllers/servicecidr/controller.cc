// SPDX-License-Identifier: Apache-2.0
#include "controllers/servicecidr/controller.h"

#include <utility>

#include "base/log.h"
#include "controllers/servicecidr/plan.h"

namespace seamark::controllers::servicecidr {

using client::ObjectPtr;
using client::WorkQueue;

ServiceCidrController::ServiceCidrController(const Context& context)
    : context_(context),
      ranges_(context.informers.of<api::ServiceCIDR>()),
      addresses_(context.informers.of<api::IPAddress>()),
      queue_(
          context.executor(), "service_cidr", 5, kKeepTrying,
          [this](const std::string& name, const WorkQueue::Finish& finish) { sync(name, finish); },
          context.metrics) {
  queue_.hold();
  // A range that comes may relieve one that is being deleted: all are looked at (there are few).
  const auto all = [this](const ObjectPtr& changed) {
    queue_.add(changed->metadata.name);
    for (const auto& [name, range] : ranges_.all())
      if (range->metadata.deletionTimestamp) queue_.add(name);
  };
  ranges_.addHandler({.onAdd = all,
                      .onUpdate = [all](const ObjectPtr&, const ObjectPtr& now) { all(now); },
                      .onDelete = {}});
  addresses_.addHandler(
      {.onAdd = {}, .onUpdate = {}, .onDelete = [this](const ObjectPtr& last) { terminatingWith(*last); }});
}

void ServiceCidrController::terminatingWith(const api::Object& address) {
  for (const auto& [name, range] : ranges_.all())
    if (range->metadata.deletionTimestamp &&
        contains(api::as<api::ServiceCIDR>(*range), address.metadata.name))
      queue_.add(name);
}

void ServiceCidrController::sync(const std::string& name, const WorkQueue::Finish& finish) {
  const auto range = client::get<api::ServiceCIDR>(ranges_, name);
  if (!range) return finish(WorkQueue::Verdict::Done);
  std::vector<std::shared_ptr<const api::ServiceCIDR>> others;
  std::vector<std::shared_ptr<const api::IPAddress>> addresses;
  if (range->metadata.deletionTimestamp) {
    for (const auto& [key, other] : ranges_.all())
      if (key != name) others.push_back(std::static_pointer_cast<const api::ServiceCIDR>(other));
    for (const auto& [key, address] : addresses_.all())
      addresses.push_back(std::static_pointer_cast<const api::IPAddress>(address));
  }
  Plan wanted = plan(*range, others, addresses, context_.executor().clock().now());
  if (wanted.again) queue_.addAfter(name, *wanted.again);
  if (!wanted.change) return finish(WorkQueue::Verdict::Done);
  context_.apply(ranges_, {std::move(*wanted.change)}, [name, finish](const Result<>& result) {
    if (result || result.error().is("NotFound")) return finish(WorkQueue::Verdict::Done);
    log::debug("ServiceCIDR is tried again", {{"name", name}, {"error", result.error().message}});
    finish(WorkQueue::Verdict::Retry);
  });
}

}  // namespace seamark::controllers::servicecidr
