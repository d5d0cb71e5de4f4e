// SPDX-License-Identifier: Apache-2.0
#include "controllers/clusterroleaggregation/controller.h"

#include <utility>

#include "base/log.h"
#include "controllers/clusterroleaggregation/plan.h"

namespace seamark::controllers::clusterroleaggregation {

using client::ObjectPtr;
using client::WorkQueue;

ClusterRoleAggregationController::ClusterRoleAggregationController(const Context& context)
    : context_(context),
      roles_(context.informers.of<api::ClusterRole>()),
      queue_(
          context.executor(), "cluster_role_aggregation", 5, kKeepTrying,
          [this](const std::string& name, const WorkQueue::Finish& finish) { sync(name, finish); },
          context.metrics) {
  queue_.hold();
  // Any role may be a part of any that is made up of others (there are few).
  const auto all = [this](const ObjectPtr&) {
    for (const auto& [name, role] : roles_.all())
      if (api::as<api::ClusterRole>(*role).aggregationRule) queue_.add(name);
  };
  roles_.addHandler({.onAdd = all,
                     .onUpdate = [all](const ObjectPtr&, const ObjectPtr& now) { all(now); },
                     .onDelete = all});
}

void ClusterRoleAggregationController::sync(const std::string& name, const WorkQueue::Finish& finish) {
  const auto role = client::get<api::ClusterRole>(roles_, name);
  if (!role) return finish(WorkQueue::Verdict::Done);
  std::vector<RolePtr> all;
  for (const auto& [key, each] : roles_.all())
    all.push_back(std::static_pointer_cast<const api::ClusterRole>(each));
  auto next = plan(*role, all);
  if (!next) return finish(WorkQueue::Verdict::Done);
  context_.apply(roles_, {{Change::What::Update, std::move(next)}}, [name, finish](const Result<>& result) {
    if (result || result.error().is("NotFound")) return finish(WorkQueue::Verdict::Done);
    log::debug("ClusterRole is tried again", {{"name", name}, {"error", result.error().message}});
    finish(WorkQueue::Verdict::Retry);
  });
}

}  // namespace seamark::controllers::clusterroleaggregation
