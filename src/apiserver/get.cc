// GET of one object, also of its status. SPDX-License-Identifier: Apache-2.0
#include "apiserver/answer.h"
#include "apiserver/stored_form.h"
#include "apiserver/verbs.h"

namespace seamark::apiserver {

void serveGet(ContextPtr context) {
  const api::Kind& kind = *context->kind;
  const std::string key =
      api::objectKey(kind.namespaced ? context->info.ns : std::string(), context->info.name);
  const store::WorldPtr world = context->services.store.world();
  const api::EncodedPtr* found = world->of(storedKind(kind)).find(key);
  if (!found) return answerStatus(*context, notFound(kind.resource(), context->info.name));
  answerObject(*context, 200, toServed(kind, *found));
}

}  // namespace seamark::apiserver
