// GET of a collection.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/list.h"

#include <fmt/format.h>

#include "api/core/event.h"
#include "apiserver/answer.h"
#include "apiserver/continue_token.h"
#include "apiserver/list_stream.h"
#include "apiserver/negotiate.h"
#include "apiserver/stored_form.h"
#include "apiserver/watch_hub.h"

namespace seamark::apiserver {
namespace {

using store::Revision;

constexpr std::string_view kContinueExpired =
    "The provided continue parameter is too old to display a consistent list result. You can start a new "
    "list "
    "without the continue parameter, or use the continue token in this response to retrieve the remainder of "
    "the "
    "results. Continuing with the provided token results in an inconsistent list - objects that were "
    "created, "
    "modified, or deleted between the time the first chunk was returned and now may show up in the list.";

// One list until it is decided what it shows.
struct Listing {
  ContextPtr context;
  ListOptions options;
  std::optional<Revision> asked;
  std::optional<ContinueToken> next;

  const api::Kind& stored() const { return storedKind(*context->kind); }
  store::Store& store() const { return context->services.store; }
};
using ListingPtr = std::shared_ptr<Listing>;

Result<ListingPtr> parse(ContextPtr context) {
  auto listing = std::make_shared<Listing>();
  TRY(listing->options, parseListOptions(context->query, *context->kind, ListPurpose::List));
  if (!listing->options.continueToken.empty()) {
    TRY(listing->next, decodeContinue(listing->options.continueToken));
  }
  TRY(listing->asked, listVersion(listing->options));
  if (listing->next) {
    if (listing->asked.value_or(0) != 0)
      return Failure(badRequest("specifying resource version is not allowed when using continue"));
  }
  listing->context = std::move(context);
  return listing;
}

ListPlan planOf(const Listing& listing, store::Collection items, Revision revision) {
  ListPlan plan;
  plan.items = std::move(items);
  plan.revision = revision;
  plan.range = rangeOf(*listing.context->kind, listing.context->info.ns, listing.options.fields);
  // "0" means whatever is at hand, whole: upstream's cache ignores the limit there.
  const bool anyVersion = listing.asked == Revision{0} && !listing.next;
  plan.limit = anyVersion ? 0 : listing.options.limit;
  if (listing.next) plan.range.from = std::max(plan.range.from, plan.range.prefix + listing.next->start);
  return plan;
}

void answer(const ListingPtr& listing, store::Collection items, Revision revision) {
  if (auto fits = checkFit(listing->context->accept, true, *listing->context->kind); !fits)
    return answerStatus(*listing->context, fits.error());
  const auto form = formOf(*listing->context);
  if (!form) return answerStatus(*listing->context, form.error());
  ListPlan plan = planOf(*listing, std::move(items), revision);
  const ContextPtr& context = listing->context;
  answerList(context, ListItems(*context->kind, *form, std::move(listing->options), std::move(plan),
                                context->services.clock.now()));
}

void answerNewest(const ListingPtr& listing) {
  const store::WorldPtr world = listing->store().world();
  answer(listing, world->of(listing->stored()), world->revision);
}

void answerAt(const ListingPtr& listing, Revision revision) {
  auto items = listing->store().collectionAt(listing->stored(), revision);
  if (items) {
    answer(listing, std::move(*items), revision);
    return;
  }
  Status status = std::move(items).error();
  if (listing->next && status.is("Expired")) {
    status.message = kContinueExpired;
    status.continueToken = encodeContinue({ContinueToken::kNewest, listing->next->start});
  }
  answerStatus(*listing->context, status);
}

// Goes on once a World of at least `revision` is there, or answers 504 after a while.
void whenReached(const ListingPtr& listing, Revision revision, std::function<void()> then) {
  auto& context = *listing->context;
  context.services.watches.whenReached(
      context.responder->executor(), revision, [listing, revision, go = std::move(then)](bool reached) {
        if (reached)
          go();
        else
          answerStatus(*listing->context, tooLargeVersion(*listing->context->kind, revision,
                                                          listing->store().world()->revision));
      });
}

// Goes on once world() holds whatever anybody had acknowledged before this request.
void whenCurrent(const ListingPtr& listing, std::function<void()> then) {
  auto& executor = listing->context->responder->executor();
  listing->store().barrier([listing, &executor, go = std::move(then)](Result<> current) {
    executor.post([listing, go, current = std::move(current)] {
      if (current)
        go();
      else
        answerStatus(*listing->context, current.error());
    });
  });
}

void decide(const ListingPtr& listing) {
  const ListOptions& options = listing->options;
  const Revision asked = listing->asked.value_or(0);
  if (listing->next && listing->next->revision != ContinueToken::kNewest) {
    const Revision then = listing->next->revision;
    whenReached(listing, then, [listing, then] { answerAt(listing, then); });
  } else if (!listing->asked || listing->next) {
    whenCurrent(listing, [listing] { answerNewest(listing); });
  } else if (asked == 0) {
    answerNewest(listing);
  } else if (options.match == VersionMatch::Exact ||
             (options.match == VersionMatch::Unset && options.limit > 0)) {
    whenReached(listing, asked, [listing, asked] { answerAt(listing, asked); });
  } else {
    whenReached(listing, asked, [listing] { answerNewest(listing); });
  }
}

}  // namespace

bool isReadFromStore(const api::Kind& kind) {
  return &storedKind(kind) == &api::kindOf<api::Event>();
}

Status tooLargeVersion(const api::Kind& kind, Revision asked, Revision current) {
  Status status = timeout(fmt::format("Too large resource version: {}, current: {}", asked, current),
                          isReadFromStore(kind) ? 0 : 1);
  status.details->causes.push_back({"ResourceVersionTooLarge", "Too large resource version", ""});
  return status;
}

void serveList(ContextPtr context) {
  auto listing = parse(context);
  if (listing)
    decide(*listing);
  else
    answerStatus(*context, listing.error());
}

}  // namespace seamark::apiserver
