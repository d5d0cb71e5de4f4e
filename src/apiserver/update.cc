// PUT of one object, of its status, of a Namespace's finalizers.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/body.h"
#include "apiserver/http_write.h"
#include "apiserver/verbs.h"

namespace seamark::apiserver {
namespace {

Result<Given> decodeUpdate(const RequestContext& context, WriteRequest& request) {
  TRY(std::shared_ptr<api::Object> object,
      decodeObject(context, request.options.fieldValidation, request.warnings));
  CHECKED(settleNamespace(request, object->metadata));
  CHECKED(checkName(request, object->metadata));
  if (request.kind.namespaced && request.ns.empty()) return Failure(noNamespace());
  return Given{std::move(object), saidBy(context, request.kind), false};
}

}  // namespace

void serveUpdate(ContextPtr context) {
  if (auto fits = checkBodySize(context->request); !fits) return answerStatus(*context, fits.error());
  auto options = parseWriteOptions(*context, WriteVerb::Update);
  if (!options) return answerStatus(*context, options.error());
  WritePtr request = writeRequestOf(context, std::move(*options));
  auto given = decodeUpdate(*context, *request);
  if (!given) return refuseWrite(*context, *request, given.error());
  UpdateSource source;
  source.next = [given = std::move(*given)](const api::EncodedObject*) -> Result<Given> { return given; };
  source.createsMissing = context->kind->rules.allowCreateOnUpdate;
  updateObject(request, std::move(source), answerWritten(context, request));
}

}  // namespace seamark::apiserver
