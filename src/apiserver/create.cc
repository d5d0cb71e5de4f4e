// POST of a collection.
// SPDX-License-Identifier: Apache-2.0
#include "api/object_meta_rules.h"
#include "apiserver/body.h"
#include "apiserver/http_write.h"
#include "apiserver/verbs.h"

namespace seamark::apiserver {
namespace {

Result<Given> decodeCreate(const RequestContext& context, WriteRequest& request) {
  TRY(std::shared_ptr<api::Object> object,
      decodeObject(context, request.options.fieldValidation, request.warnings));
  CHECKED(settleNamespace(request, object->metadata));
  // What only the server says is gone before anybody owns it; a PUT or apply that creates loses it later.
  api::dropDeletionMarks(object->metadata);
  return Given{std::move(object), saidBy(context, request.kind), false};
}

}  // namespace

void serveCreate(ContextPtr context) {
  if (auto fits = checkBodySize(context->request); !fits) return answerStatus(*context, fits.error());
  auto options = parseWriteOptions(*context, WriteVerb::Create);
  if (!options) return answerStatus(*context, options.error());
  WritePtr request = writeRequestOf(context, std::move(*options));
  auto given = decodeCreate(*context, *request);
  if (!given) return refuseWrite(*context, *request, given.error());
  createObject(request, std::move(*given), answerWritten(context, request));
}

}  // namespace seamark::apiserver
