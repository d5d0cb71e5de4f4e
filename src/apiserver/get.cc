// GET of one object, also of its status.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <thread>

#include "api/field_error.h"
#include "apiserver/answer.h"
#include "apiserver/list.h"
#include "apiserver/stored_form.h"
#include "apiserver/verbs.h"
#include "apiserver/watch_hub.h"

namespace seamark::apiserver {
namespace {

void answerFound(RequestContext& context) {
  const api::Kind& kind = *context.kind;
  const store::WorldPtr world = context.services.store.world();
  const std::string& name = context.info.name;
  const std::string key = kind.namespaced ? api::objectKey(context.info.ns, name) : name;
  const api::EncodedPtr* found = world->of(storedKind(kind)).find(key);
  if (!found) return answerStatus(context, notFound(kind.resource(), name));
  answerObject(context, 200, toServed(kind, *found));
}

// As new as anything that was acknowledged before. A store with one owner says so at once, on this thread.
void answerCurrent(ContextPtr context) {
  store::Store& store = context->services.store;
  store.barrier([context = std::move(context), here = std::this_thread::get_id()](const Result<>& current) {
    const auto go = [context, current] {
      if (!current) return answerStatus(*context, current.error());
      answerFound(*context);
    };
    if (std::this_thread::get_id() == here) return go();
    context->responder->executor().post(go);
  });
}

// ?resourceVersion=: the answer must not be older. 0 for none.
Result<store::Revision> askedVersion(const RequestContext& context) {
  const std::string* text = context.parameter("resourceVersion");
  if (!text || text->empty()) return 0;
  uint64_t version = 0;
  const char* end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, version);
  if (parsed.ec == std::errc() && parsed.ptr == end)
    return static_cast<store::Revision>(std::min<uint64_t>(version, INT64_MAX));
  const std::string quoted = api::goQuoted(*text);
  const bool tooLarge = parsed.ec == std::errc::result_out_of_range;
  const std::string why = "resourceVersion: Invalid value: " + quoted + ": strconv.ParseUint: parsing " +
                          quoted + (tooLarge ? ": value out of range" : ": invalid syntax");
  if (isReadFromStore(*context.kind)) return Failure(badRequest("invalid resource version: " + why));
  // A client's mistake, but upstream's cache tells it as its own.
  return Failure(failure(why));
}

}  // namespace

void serveGet(ContextPtr context) {
  if (context->flag("export"))
    return answerStatus(*context,
                        badRequest("the export parameter, deprecated since v1.14, is no longer supported"));
  const auto asked = askedVersion(*context);
  if (!asked) return answerStatus(*context, asked.error());
  if (*asked == 0) return answerCurrent(std::move(context));
  context->services.watches.whenReached(
      context->responder->executor(), *asked, [context, version = *asked](bool reached) {
        if (reached) return answerFound(*context);
        answerStatus(*context,
                     tooLargeVersion(*context->kind, version, context->services.store.world()->revision));
      });
}

}  // namespace seamark::apiserver
