// PATCH.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/http_write.h"
#include "apiserver/patch_source.h"
#include "apiserver/verbs.h"

namespace seamark::apiserver {

void servePatch(ContextPtr context) {
  const std::string* contentType = context->request.headers.find("content-type");
  const auto type = patchTypeOf(contentType ? *contentType : std::string());
  if (!type) return answerStatus(*context, type.error());
  if (auto fits = checkBodySize(context->request); !fits) return answerStatus(*context, fits.error());
  auto options = parseWriteOptions(*context, *type == PatchType::Apply ? WriteVerb::Apply : WriteVerb::Patch);
  if (!options) return answerStatus(*context, options.error());
  WritePtr request = writeRequestOf(context, std::move(*options));
  auto source = patchSource(request, *type, std::move(context->request.body));
  if (!source) return answerStatus(*context, source.error());
  updateObject(request, std::move(*source), answerWritten(context, request));
}

}  // namespace seamark::apiserver
