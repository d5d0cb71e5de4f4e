// DELETE of one object.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/delete_options.h"
#include "apiserver/http_write.h"
#include "apiserver/verbs.h"

namespace seamark::apiserver {
namespace {

// A kind that does not answer with the object answers with a Status that names it.
void answerRemoved(RequestContext& context, const Removed& removed) {
  const api::Kind& kind = *context.kind;
  if (!removed.gone || kind.rules.deleteReturnsObject) return answerObject(context, 200, removed.object);
  answerSuccess(context, kind, removed.object->object()->metadata);
}

}  // namespace

void serveDelete(ContextPtr context) {
  if (auto fits = checkBodySize(context->request); !fits) return answerStatus(*context, fits.error());
  auto options = parseDeleteOptions(*context);
  if (!options) return answerStatus(*context, options.error());
  WriteOptions write;
  write.dryRun = !options->dryRun.empty();
  WritePtr request = writeRequestOf(context, std::move(write));
  removeObject(request, std::move(*options), [context](Result<Removed> removed) {
    if (!removed) return answerStatus(*context, removed.error());
    answerRemoved(*context, *removed);
  });
}

}  // namespace seamark::apiserver
