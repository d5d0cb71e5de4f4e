// Changing an object: PUT and every kind of PATCH.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "api/field_error.h"
#include "api/managed_fields/managed_fields.h"
#include "apiserver/attempt.h"
#include "apiserver/auth/authorizer.h"
#include "apiserver/hidden_fields.h"
#include "apiserver/prepare.h"

namespace seamark::apiserver {
namespace {

struct Change {
  WritePtr request;
  UpdateSource source;
  WriteThen then;
  size_t ownWarnings = 0;
  int attempts = 0;
};
using ChangePtr = std::shared_ptr<Change>;

void attempt(const ChangePtr& change);

Status modified(const WriteRequest& request) {
  return conflict(
      request.kind.resource(), request.name,
      "the object has been modified; please apply your changes to the latest version and try again");
}

// 0 for none. Malformed versions are upstream's 500.
Result<int64_t> parseVersion(const std::string& text) {
  if (text.empty()) return 0;
  uint64_t version = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, version);
  if (parsed.ec == std::errc::result_out_of_range)
    return Failure(failure("strconv.ParseUint: parsing " + api::goQuoted(text) + ": value out of range"));
  if (parsed.ec != std::errc() || parsed.ptr != end)
    return Failure(failure("strconv.ParseUint: parsing " + api::goQuoted(text) + ": invalid syntax"));
  return static_cast<int64_t>(version);
}

Status otherUid(const WriteRequest& request, const std::string& wanted, const std::string& there) {
  return conflict(request.kind.resource(), request.name,
                  std::string("StorageError: invalid object, Code: 4, Key: ") +
                      (request.options.dryRun ? "/" : "/registry/") +
                      upstreamKey(request.kind, request.ns, request.name) +
                      ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: " +
                      wanted + ", UID in object meta: " + there);
}

// The client's preconditions in the object itself: uid (PUT only) and resourceVersion.
Result<> checkPreconditions(const Change& change, const api::Object& next,
                            const api::EncodedObject& current) {
  const WriteRequest& request = *change.request;
  const api::ObjectMeta& meta = next.metadata;
  const std::string uid = current.object()->metadata.uid;
  if (!change.source.isPatch && !meta.uid.empty() && meta.uid != uid)
    return Failure(otherUid(request, meta.uid, uid));
  TRY(const int64_t version, parseVersion(meta.resourceVersion));
  if (version == 0) {
    if (request.kind.rules.allowUnconditionalUpdate) return {};
    return Failure(api::invalidObject(request.kind.group, request.kind.plural, request.name,
                                      {api::invalid(api::Path("metadata").child("resourceVersion"), "0",
                                                    "must be specified for an update")}));
  }
  if (version != current.revision()) return Failure(modified(request));
  return {};
}

Result<> checkCreateIsAllowed(const WriteRequest& request) {
  RequestInfo info;
  info.isResource = true;
  info.verb = "create";
  info.group = request.kind.group;
  info.version = request.kind.version;
  info.resource = request.kind.plural;
  info.ns = request.ns;
  info.name = request.name;
  if (request.services.authorizer.allows(*request.user, info)) return {};
  return Failure(forbiddenRequest(*request.user, info));
}

// Nothing is there: a 404, or a create by PUT or apply.
void missing(const ChangePtr& change) {
  WriteRequest& request = *change->request;
  // Through a subresource only what a PUT may create is created.
  const bool creates = change->source.createsMissing &&
                       (request.subresource.empty() || request.kind.rules.allowCreateOnUpdate);
  if (!creates) return change->then(Failure(notFound(request.kind.resource(), request.name)));
  auto given = change->source.next(nullptr);
  if (!given) return change->then(Failure(std::move(given.error())));
  if (const std::string& uid = given->object->metadata.uid; !uid.empty()) {
    if (!change->source.isPatch) return change->then(Failure(otherUid(request, uid, "")));
    return change->then(Failure(conflict(
        request.kind.resource(), request.name,
        "uid mismatch: the provided object specified uid " + uid + ", and no existing object was found")));
  }
  if (auto allowed = checkCreateIsAllowed(request); !allowed)
    return change->then(Failure(std::move(allowed.error())));
  if (auto version = parseVersion(given->object->metadata.resourceVersion); !version)
    return change->then(Failure(std::move(version.error())));
  given->object = request.kind.clone(*given->object);
  if (!request.options.dryRun) given->object->metadata.resourceVersion.clear();  // a dry run answers it
  createObject(change->request, std::move(*given), change->then);
}

// The write did not happen because somebody else's came first.
void lost(const ChangePtr& change, bool conditional) {
  const int bound = change->source.isPatch ? kMaxPatchConflicts : kMaxAttempts;
  if (conditional || ++change->attempts >= bound) return change->then(Failure(modified(*change->request)));
  attempt(change);
}

bool changesNothing(const WriteRequest& request, const api::Object& old, api::Object& next) {
  auto newTimes = api::forgetNewTimes(old, next);
  if (request.kind.type().equal(&old, &next)) return true;
  if (newTimes) next.metadata.managedFields = std::move(*newTimes);
  return false;
}

// What is stored, and what is answered when that is more.
struct Outgoing {
  std::shared_ptr<api::Object> next;
  std::shared_ptr<api::Object> told;
};

void commitChange(const ChangePtr& change, Outgoing outgoing, Reservation& reservation,
                  const api::EncodedPtr& current, bool conditional) {
  auto& [next, told] = outgoing;
  const WriteRequest& request = *change->request;
  const api::ObjectPtr old = current->object();
  const bool removes = deletesByUpdate(request, *next, *old);
  if (removes) releaseAll(request, reservation, *old);
  const api::Kind& stored = storedKind(request.kind);
  if (request.options.dryRun)
    return change->then(
        Written{200, unstored(request.kind, std::move(told ? told : next), current->revision())});
  // What a removing update would have written is only answered, not stored.
  const api::EncodedPtr answered = removes ? unstored(request.kind, next, current->revision()) : nullptr;
  store::Write own{&stored, api::objectKey(request.ns, request.name),
                   removes ? nullptr : toStored(request.kind, std::move(next)), nullptr,
                   store::Expect::at(current->revision())};
  const size_t ownIndex = reservation.writes.size();
  commit(request, transactionOf(std::move(reservation.writes), std::move(own)),
         [change, answered, told, ownIndex, conditional](store::Outcome outcome) {
           using What = store::Outcome::What;
           if (outcome.what == What::Failed) return change->then(Failure(std::move(outcome.failure)));
           if (outcome.what == What::Mismatch)
             return lost(change, conditional && outcome.mismatch.write == ownIndex);
           const api::EncodedPtr& object = outcome.committed.objects[ownIndex];
           const api::Kind& kind = change->request->kind;
           if (told) return change->then(Written{200, unstored(kind, told, object->revision())});
           change->then(Written{200, answered ? answered : toServed(kind, object)});
         });
}

void attempt(const ChangePtr& change) {
  WriteRequest& request = *change->request;
  const api::Kind& kind = request.kind;
  request.warnings.resize(change->ownWarnings);
  const store::WorldPtr world = request.services.store.world();
  if (auto named = checkNameParameter(request.name); !named)
    return change->then(Failure(std::move(named.error())));
  const api::EncodedPtr* found = world->of(storedKind(kind)).find(api::objectKey(request.ns, request.name));
  if (!found) return missing(change);
  const api::EncodedPtr shown = toServed(kind, *found);
  const api::EncodedPtr current = revealed(kind, shown);
  auto given = change->source.next(current.get());
  if (!given) return change->then(Failure(std::move(given.error())));
  // A patch makes its object for this attempt; what a PUT brought may be needed for another.
  std::shared_ptr<api::Object> next =
      change->source.isPatch ? std::move(given->object) : kind.clone(*given->object);
  if (auto fits = checkPreconditions(*change, *next, *current); !fits)
    return change->then(Failure(std::move(fits.error())));
  const bool conditional = !change->source.isPatch && !next->metadata.resourceVersion.empty() &&
                           next->metadata.resourceVersion != "0";
  const api::ObjectPtr old = current->object();
  next->metadata.resourceVersion = old->metadata.resourceVersion;
  dropDuplicateOwners(request.warnings, next->metadata, change->source.isPatch);
  settleManagedFields(request, *given, old.get(), *next);
  Reservation reservation{*world, request.services.clock, request.services.random, request.options.dryRun, {},
                          {}};
  if (auto prepared = prepareUpdate(request, reservation, *next, *old); !prepared)
    return change->then(Failure(std::move(prepared.error())));
  if (!request.options.dryRun) next->metadata.selfLink.clear();  // upstream's store drops it
  // Only the answer of a subresource has what is hidden.
  const std::shared_ptr<api::Object> told =
      !request.subresource.empty() && hasHidden(kind, *next) ? kind.clone(*next) : nullptr;
  hide(kind, *next);
  if (changesNothing(request, *shown->object(), *next))
    return change->then(Written{200, told ? current : shown});
  commitChange(change, {std::move(next), told}, reservation, current, conditional);
}

}  // namespace

void updateObject(WritePtr request, UpdateSource source, WriteThen then) {
  const size_t ownWarnings = request->warnings.size();
  attempt(std::make_shared<Change>(
      Change{std::move(request), std::move(source), std::move(then), ownWarnings, 0}));
}

}  // namespace seamark::apiserver
