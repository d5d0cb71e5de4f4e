// POST pods/NAME/eviction: a Pod is told why it goes, and deleted. There are no PodDisruptionBudgets here, so nothing
// ever holds one back. Source: upstream's EvictionREST.
// SPDX-License-Identifier: Apache-2.0
#include "api/policy/eviction.h"

#include "api/core/pod.h"
#include "api/core/pod_condition.h"
#include "api/field_error.h"
#include "api/kinds.h"
#include "apiserver/admission/admission.h"
#include "apiserver/answer.h"
#include "apiserver/body.h"
#include "apiserver/delete_options.h"
#include "apiserver/http_write.h"
#include "apiserver/reviews.h"

namespace seamark::apiserver {
namespace {

// [All b], as Go prints a list.
std::string goList(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : " ") + text;
  return "[" + list + "]";
}

// A dry run may be asked for in the query, in the body, or in both alike.
Result<api::DeleteOptions> deleteOptions(const RequestContext& context, const api::Eviction& eviction) {
  api::DeleteOptions options = eviction.deleteOptions.value_or(api::DeleteOptions{});
  std::vector<std::string> asked;
  for (const auto& [name, value] : context.query)
    if (name == "dryRun") asked.push_back(value);
  if (options.dryRun.empty()) {
    options.dryRun = std::move(asked);
  } else if (!asked.empty() && asked != options.dryRun) {
    return Failure(failure("Non-matching dry-run options in request and content: " + goList(asked) + " and " +
                           goList(options.dryRun)));
  }
  CHECKED(checkDeleteOptions(options));
  return options;
}

Result<> checkEviction(const RequestInfo& info, const api::Eviction& eviction) {
  if (eviction.metadata.name != info.name)
    return Failure(badRequest("name in URL does not match name in Eviction object"));
  const bool breaks =
      eviction.deleteOptions &&
      eviction.deleteOptions->ignoreStoreReadErrorWithClusterBreakingPotential.value_or(false);
  if (!breaks) return {};
  const api::Path path = api::Path("deleteOptions").child("ignoreStoreReadErrorWithClusterBreakingPotential");
  return Failure(api::invalidObject(
      "policy", "Eviction", info.name,
      {api::invalid(path, "true", "can not be set for pod eviction, try after removing the option")}));
}

Result<Given> told(const WriteRequest& request, const api::DeleteOptions& options,
                   const api::EncodedObject& current) {
  std::shared_ptr<api::Object> object = request.kind.clone(*current.object());
  auto& pod = static_cast<api::Pod&>(*object);
  if (auto meant = checkMeant(request.kind, options, pod.metadata); !meant)
    return Failure(std::move(meant.error()));
  api::PodCondition condition;
  condition.type = "DisruptionTarget";
  condition.status = "True";
  condition.reason = "EvictionByEvictionAPI";
  condition.message = "Eviction API: evicting";
  api::updatePodCondition(pod.status, std::move(condition), api::Time::of(request.services.clock.now()));
  return Given{std::move(object), {}, true};
}

void removeTold(const ContextPtr& context, const WritePtr& request, api::DeleteOptions options) {
  removeObject(request, std::move(options), [context](Result<Removed> removed) {
    if (!removed) return answerStatus(*context, removed.error());
    answerCreated(*context);
  });
}

void evict(const ContextPtr& context, const WritePtr& request, api::DeleteOptions options) {
  if (request->options.dryRun) return removeTold(context, request, std::move(options));
  UpdateSource source;
  source.isPatch = true;
  source.next = [request, options](const api::EncodedObject* current) {
    return told(*request, options, *current);
  };
  updateObject(request, std::move(source), [context, request, options](Result<Written> written) mutable {
    if (!written) return answerStatus(*context, written.error());
    // The version that was asked for is the one before the condition.
    if (options.preconditions && options.preconditions->resourceVersion)
      options.preconditions->resourceVersion = written->object->object()->metadata.resourceVersion;
    removeTold(context, request, std::move(options));
  });
}

}  // namespace

void serveEviction(ContextPtr context) {
  if (auto fits = checkBodySize(context->request); !fits) return answerStatus(*context, fits.error());
  auto write = parseWriteOptions(*context, WriteVerb::Create);
  if (!write) return answerStatus(*context, write.error());
  api::Eviction eviction;
  const BodyType wanted{"policy", "v1", "Eviction", &api::typeOf<api::Eviction>, "v1beta1"};
  auto decoded = decodeBody(context->request, wanted, write->fieldValidation, &eviction, context->warnings);
  if (!decoded) return answerStatus(*context, decoded.error());
  const RequestInfo& info = context->info;
  if (auto settled = settleNamespace(info.ns, eviction.metadata); !settled)
    return answerStatus(*context, settled.error());
  const store::WorldPtr world = context->services.store.world();
  if (auto admitted = admitAct({*world, *context->kind, info.ns, info.name}); !admitted)
    return answerStatus(*context, admitted.error());
  if (auto good = checkEviction(info, eviction); !good) return answerStatus(*context, good.error());
  auto options = deleteOptions(*context, eviction);
  if (!options) return answerStatus(*context, options.error());
  write->dryRun = !options->dryRun.empty();
  evict(context, writeRequestOf(context, std::move(*write)), std::move(*options));
}

}  // namespace seamark::apiserver
