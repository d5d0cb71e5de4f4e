// POST pods/NAME/binding and bindings: a Pod gets its node.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/binding.h"

#include "api/core/pod.h"
#include "api/core/pod_condition.h"
#include "api/kinds.h"
#include "apiserver/admission/admission.h"
#include "apiserver/answer.h"
#include "apiserver/body.h"
#include "apiserver/http_write.h"
#include "apiserver/reviews.h"

namespace seamark::apiserver {
namespace {

void markScheduled(api::Pod& pod, api::Time now) {
  api::PodCondition condition;
  condition.type = "PodScheduled";
  condition.status = "True";
  api::updatePodCondition(pod.status, std::move(condition), now);
}

Result<Given> bound(const WriteRequest& request, const api::Binding& binding,
                    const api::EncodedObject& current) {
  const GroupResource resource{"", "pods/binding"};
  std::shared_ptr<api::Object> object = request.kind.clone(*current.object());
  auto& pod = static_cast<api::Pod&>(*object);
  if (!binding.metadata.uid.empty() && binding.metadata.uid != pod.metadata.uid)
    return Failure(
        conflict(resource, request.name, "the UID in the binding does not match the UID of the pod"));
  if (pod.metadata.deletionTimestamp)
    return Failure(conflict(resource, request.name,
                            "pod " + request.name + " is being deleted, cannot be assigned to a host"));
  if (!pod.spec.nodeName.empty())
    return Failure(
        conflict(resource, request.name,
                 "pod " + request.name + " is already assigned to node \"" + pod.spec.nodeName + "\""));
  if (!pod.spec.schedulingGates.empty())
    return Failure(
        conflict(resource, request.name, "pod " + request.name + " has non-empty .spec.schedulingGates"));
  pod.spec.nodeName = binding.target.name;
  pod.status.nominatedNodeName.clear();
  for (const auto& [key, value] : binding.metadata.annotations) pod.metadata.annotations[key] = value;
  for (const auto& [key, value] : binding.metadata.labels) pod.metadata.labels[key] = value;
  markScheduled(pod, api::Time::of(request.services.clock.now()));
  return Given{std::move(object), {}, true};
}

Result<> checkTarget(const api::Binding& binding) {
  if (!binding.target.kind.empty() && binding.target.kind != "Node")
    return Failure(failure("target.kind: Unsupported value: \"" + binding.target.kind +
                           "\": supported values: \"Node\", \"<empty>\""));
  if (binding.target.name.empty()) return Failure(failure("target.name: Required value"));
  return {};
}

}  // namespace

void serveBinding(ContextPtr context) {
  if (auto fits = checkBodySize(context->request); !fits) return answerStatus(*context, fits.error());
  auto options = parseWriteOptions(*context, WriteVerb::Create);
  if (!options) return answerStatus(*context, options.error());
  api::Binding binding;
  const BodyType wanted{"", "v1", "Binding", &api::typeOf<api::Binding>};
  auto decoded = decodeBody(context->request, wanted, options->fieldValidation, &binding, context->warnings);
  if (!decoded) return answerStatus(*context, decoded.error());
  context->kind = &api::kindOf<api::Pod>();
  WritePtr request = writeRequestOf(context, std::move(*options));
  if (request->name.empty()) request->name = binding.metadata.name;
  if (request->name.empty()) return answerStatus(*context, badRequest("Name parameter required."));
  if (auto settled = settleNamespace(*request, binding.metadata); !settled)
    return answerStatus(*context, settled.error());
  const store::WorldPtr world = context->services.store.world();
  if (auto admitted = admitAct({*world, *context->kind, request->ns, request->name}); !admitted)
    return answerStatus(*context, admitted.error());
  if (binding.metadata.name != request->name)
    return answerStatus(*context, badRequest("name in URL does not match name in Binding object"));
  if (auto good = checkTarget(binding); !good) return answerStatus(*context, good.error());
  request->subresource = "binding";
  UpdateSource source;
  source.isPatch = true;
  source.next = [request, binding](const api::EncodedObject* current) {
    return bound(*request, binding, *current);
  };
  updateObject(request, std::move(source), [context](Result<Written> written) {
    if (!written) return answerStatus(*context, written.error());
    answerCreated(*context);
  });
}

}  // namespace seamark::apiserver
