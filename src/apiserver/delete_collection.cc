// DELETE of a collection: what the selectors match, one after the other; what is answered is the list as it
// was.
// SPDX-License-Identifier: Apache-2.0
#include "api/codec.h"
#include "api/selection.h"
#include "apiserver/continue_token.h"
#include "apiserver/delete_options.h"
#include "apiserver/http_write.h"
#include "apiserver/list_options.h"
#include "apiserver/negotiate.h"
#include "apiserver/representation.h"
#include "apiserver/stored_form.h"
#include "apiserver/verbs.h"

namespace seamark::apiserver {
namespace {

struct Sweep {
  ContextPtr context;
  api::DeleteOptions options;
  std::vector<api::EncodedPtr> items;
  store::Revision revision = 0;
  size_t next = 0;
  api::ListMeta meta{};
};
using SweepPtr = std::shared_ptr<Sweep>;

// What only reading the list finds.
Result<> checkSelection(const ListOptions& selection) {
  if (!selection.continueToken.empty()) CHECKED(decodeContinue(selection.continueToken));
  CHECKED(listVersion(selection));
  return {};
}

void collect(Sweep& sweep, const ListOptions& selection) {
  const RequestContext& context = *sweep.context;
  const api::Kind& kind = *context.kind;
  const store::WorldPtr world = context.services.store.world();
  sweep.revision = world->revision;
  const std::string prefix = kind.namespaced && !context.info.ns.empty() ? context.info.ns + "/" : "";
  const store::Collection& collection = world->of(storedKind(kind));
  std::string from = prefix;
  if (!selection.continueToken.empty()) from += decodeContinue(selection.continueToken)->start;
  const auto inRange = [&](const auto& place) { return place && place.key().starts_with(prefix); };
  auto at = collection.begin(from);
  for (; inRange(at); at.next()) {
    const api::EncodedPtr object = toServed(kind, at.value());
    if (!api::select(selection.labels, selection.fields, *object)) continue;
    sweep.items.push_back(object);
    if (selection.limit > 0 && sweep.items.size() == static_cast<size_t>(selection.limit)) break;
  }
  if (!inRange(at)) return;
  // The list was read by pages, and says so.
  const std::string after = std::string(at.key()) + '\0';
  at.next();
  if (!inRange(at)) return;
  sweep.meta.continue_ = encodeContinue({world->revision, after.substr(prefix.size())});
  int64_t left = 0;
  if (!selection.selectsEverything()) return;
  for (; inRange(at); at.next()) ++left;
  sweep.meta.remainingItemCount = left;
}

void answerList(const Sweep& sweep) {
  RequestContext& context = *sweep.context;
  if (auto fits = checkFit(context.accept, true, *context.kind); !fits)
    return answerStatus(context, fits.error());
  const auto form = formOf(context);
  if (!form) return answerStatus(context, form.error());
  const WallTime now = context.services.clock.now();
  api::ListMeta meta = sweep.meta;
  meta.resourceVersion = std::to_string(sweep.revision);
  size_t bytes = 0;
  if (form->protobuf())
    for (const api::EncodedPtr& item : sweep.items) bytes += listItemSize(*form, *item);
  std::string out;
  appendListHead(*form, *context.kind, meta, bytes, out);
  bool first = true;
  for (const api::EncodedPtr& item : sweep.items) {
    appendListItem(*form, *item, now, first, out);
    first = false;
  }
  appendListTail(*form, *context.kind, sweep.items.empty(), out);
  if (form->protobuf())
    return answerBody(context, 200, contentType(MediaType::Protobuf), {Bytes(std::move(out))});
  answerJson(context, 200, std::move(out));
}

void removeNext(const SweepPtr& sweep) {
  if (sweep->next == sweep->items.size()) return answerList(*sweep);
  const api::ObjectPtr object = sweep->items[sweep->next++]->object();
  const api::ObjectMeta& meta = object->metadata;
  WriteOptions write;
  write.dryRun = !sweep->options.dryRun.empty();
  WritePtr request = writeRequestOf(sweep->context, std::move(write));
  request->ns = meta.namespace_;
  request->name = meta.name;
  removeObject(request, sweep->options, [sweep](Result<Removed> removed) {
    if (!removed && removed.error().code != 404) return answerStatus(*sweep->context, removed.error());
    // Not from inside the call: a long list must not become a deep stack.
    sweep->context->responder->executor().post([sweep] { removeNext(sweep); });
  });
}

}  // namespace

void serveDeleteCollection(ContextPtr context) {
  if (auto fits = checkBodySize(context->request); !fits) return answerStatus(*context, fits.error());
  // Nothing is watched, but the options are those of a watch if they say so.
  const ListPurpose purpose = context->flag("watch") ? ListPurpose::Watch : ListPurpose::List;
  const auto selection = parseListOptions(context->query, *context->kind, purpose);
  if (!selection) return answerStatus(*context, selection.error());
  auto options = parseDeleteOptions(*context);
  if (!options) return answerStatus(*context, options.error());
  if (ignoresReadErrors(*options))
    return answerStatus(
        *context,
        api::invalidObject(
            "meta.k8s.io", "DeleteOptions", "",
            {api::invalid(api::Path("ignoreStoreReadErrorWithClusterBreakingPotential"), "true",
                          "is not allowed with DELETECOLLECTION, try again after removing the option")}));
  if (auto good = checkSelection(*selection); !good) return answerStatus(*context, good.error());
  auto sweep = std::make_shared<Sweep>(Sweep{context, std::move(*options), {}, 0, 0, {}});
  collect(*sweep, *selection);
  // `namespaces//…` lists those of every namespace, and deletes none.
  if (context->kind->namespaced && context->info.ns.empty() && !sweep->items.empty())
    return answerStatus(*context, noNamespace());
  removeNext(sweep);
}

}  // namespace seamark::apiserver
