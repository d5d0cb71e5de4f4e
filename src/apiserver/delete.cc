// DELETE of one object.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/namespace.h"
#include "api/kinds.h"
#include "apiserver/answer.h"
#include "apiserver/delete_options.h"
#include "apiserver/http_write.h"
#include "apiserver/stored_form.h"
#include "apiserver/verbs.h"

namespace seamark::apiserver {
namespace {

// A kind that does not answer with the object answers with a Status that names it.
void answerRemoved(RequestContext& context, const Removed& removed) {
  const api::Kind& kind = *context.kind;
  // A Namespace answers as what it was, though its kind does not say so.
  const bool isNamespace = &kind == &api::kindOf<api::Namespace>();
  if (!removed.gone || kind.rules.deleteReturnsObject || isNamespace)
    return answerObject(context, 200, removed.object);
  answerSuccess(context, kind, removed.object->object()->metadata);
}

// Asked to delete what cannot be read any more, of which there is none here: it is another object, or none. Some
// kinds are not asked for it at all.
Status whyReadable(const RequestContext& context) {
  const api::Kind& kind = *context.kind;
  const RequestInfo& info = context.info;
  if (kind.group == "rbac.authorization.k8s.io" || &kind == &api::kindOf<api::Namespace>())
    return internalError(
        "no unsafe deleter provided, can not honor ignoreStoreReadErrorWithClusterBreakingPotential");
  const std::string key = api::objectKey(kind.namespaced ? info.ns : "", info.name);
  if (!context.services.store.world()->of(storedKind(kind)).find(key))
    return notFound(kind.resource(), info.name);
  return conflict(
      kind.resource(), info.name,
      "StorageError: invalid object, Code: 4, Key: /registry/" +
          upstreamKey(kind, kind.namespaced ? info.ns : "", info.name) +
          ", ResourceVersion: 0, AdditionalErrorMsg: unsafe deletion is not allowed because the object "
          "is decodable from storage");
}

}  // namespace

void serveDelete(ContextPtr context) {
  if (auto fits = checkBodySize(context->request); !fits) return answerStatus(*context, fits.error());
  auto options = parseDeleteOptions(*context);
  if (!options) return answerStatus(*context, options.error());
  if (ignoresReadErrors(*options)) return answerStatus(*context, whyReadable(*context));
  WriteOptions write;
  write.dryRun = !options->dryRun.empty();
  WritePtr request = writeRequestOf(context, std::move(write));
  removeObject(request, std::move(*options), [context](Result<Removed> removed) {
    if (!removed) return answerStatus(*context, removed.error());
    answerRemoved(*context, *removed);
  });
}

}  // namespace seamark::apiserver
