// Creating an object.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "apiserver/attempt.h"
#include "apiserver/prepare.h"

namespace seamark::apiserver {
namespace {

constexpr int kMaxGeneratedNames = 8;

struct Creation {
  WritePtr request;
  Given given;
  WriteThen then;
  size_t ownWarnings = 0;  // what the request had before the first attempt
  int attempts = 0;
};
using CreationPtr = std::shared_ptr<Creation>;

void attempt(const CreationPtr& creation);

Status alreadyThere(const Creation& creation, const std::string& name, const api::EncodedObject& current) {
  Status status = alreadyExists(creation.request->kind.resource(), name);
  if (!creation.given.object->metadata.generateName.empty()) {  // even when the client gave a name as well
    status.message += ", the server was not able to generate a unique name for the object";
    if (status.details) status.details->retryAfterSeconds = 1;
  }
  if (current.object()->metadata.deletionTimestamp)
    status.message = "object is being deleted: " + status.message;
  return status;
}

bool isGenerated(const Creation& creation) {
  const api::ObjectMeta& meta = creation.given.object->metadata;
  return meta.name.empty() && !meta.generateName.empty();
}

void lost(const CreationPtr& creation, const std::string& name, const store::Mismatch& mismatch,
          bool ownWrite) {
  const int bound = ownWrite ? kMaxGeneratedNames : kMaxAttempts;
  const bool again = (!ownWrite || isGenerated(*creation)) && ++creation->attempts < bound;
  if (again) return attempt(creation);
  if (ownWrite) return creation->then(Failure(alreadyThere(*creation, name, *mismatch.current)));
  creation->then(Failure(tooManyRequests("too many writers ask for the same addresses; try again", 1)));
}

// Anything that is no number counts as none, as upstream's versioner has it for creates.
store::Revision givenVersion(const api::ObjectMeta& meta) {
  store::Revision version = 0;
  const std::string& text = meta.resourceVersion;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), version);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && version > 0 ? version : 0;
}

void attempt(const CreationPtr& creation) {
  WriteRequest& request = *creation->request;
  const api::Kind& kind = request.kind;
  request.warnings.resize(creation->ownWarnings);
  const store::WorldPtr world = request.services.store.world();
  std::shared_ptr<api::Object> next = kind.clone(*creation->given.object);
  dropDuplicateOwners(request.warnings, next->metadata, creation->given.settled);
  settleManagedFields(request, creation->given, nullptr, *next);
  Reservation reservation{*world, request.services.clock, request.services.random, request.options.dryRun, {},
                          {}};
  if (auto prepared = prepareCreate(request, reservation, *next); !prepared) {
    // What is wrong with an object may be longer than it: it goes before the answer is made.
    next.reset();
    creation->given.object.reset();
    return creation->then(Failure(std::move(prepared.error())));
  }
  // Upstream's store refuses a version before it looks; a dry run does not get that far, and answers it.
  const store::Revision version = givenVersion(next->metadata);
  if (version != 0 && !request.options.dryRun)
    return creation->then(Failure(failure("resourceVersion should not be set on objects to be created")));
  const std::string name = next->metadata.name;
  const std::string key = api::objectKey(request.ns, name);
  const api::Kind& stored = storedKind(kind);
  if (const api::EncodedPtr* current = world->of(stored).find(key); current && !isGenerated(*creation))
    return creation->then(Failure(alreadyThere(*creation, name, **current)));
  if (version == 0 && !request.options.dryRun) next->metadata.resourceVersion.clear();
  if (request.options.dryRun) return creation->then(Written{201, unstored(kind, std::move(next), version)});

  store::Write own{&stored, key, toStored(kind, std::move(next)), nullptr, store::Expect::absent()};
  const size_t ownIndex = reservation.writes.size();
  commit(
      request, transactionOf(std::move(reservation.writes), std::move(own)),
      [creation, name, ownIndex](store::Outcome outcome) {
        using What = store::Outcome::What;
        if (outcome.what == What::Failed) return creation->then(Failure(std::move(outcome.failure)));
        if (outcome.what == What::Mismatch)
          return lost(creation, name, outcome.mismatch, outcome.mismatch.write == ownIndex);
        creation->then(Written{201, toServed(creation->request->kind, outcome.committed.objects[ownIndex])});
      });
}

}  // namespace

void createObject(WritePtr request, Given given, WriteThen then) {
  const size_t ownWarnings = request->warnings.size();
  attempt(std::make_shared<Creation>(
      Creation{std::move(request), std::move(given), std::move(then), ownWarnings, 0}));
}

}  // namespace seamark::apiserver
