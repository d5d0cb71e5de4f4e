// Removing an object: at once, after its finalizers, or after a Pod's grace period. Source: upstream's
// registry (BeforeDelete, updateForGracefulDeletionAndFinalizers) and the Namespace's own delete.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "api/core/event.h"
#include "api/core/namespace.h"
#include "api/core/pod.h"
#include "api/kinds.h"
#include "apiserver/admission/admission.h"
#include "apiserver/attempt.h"
#include "apiserver/prepare.h"
#include "apiserver/stored_form.h"

namespace seamark::apiserver {
namespace {

constexpr std::string_view kOrphan = "orphan";
constexpr std::string_view kForeground = "foregroundDeletion";

struct Removal {
  WritePtr request;
  api::DeleteOptions options;
  RemoveThen then;
  int attempts = 0;
};
using RemovalPtr = std::shared_ptr<Removal>;

// What one attempt decided. `marked`: the object with its deletion marks, when it changed.
struct Plan {
  std::shared_ptr<api::Object> marked;
  bool removes = true;
};

void attempt(const RemovalPtr& removal);

bool has(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

// The finalizers of the garbage collector follow from how dependents are to be treated.
// None for Events, whatever is asked: nothing depends on them.
std::vector<std::string> finalizersFor(const api::Kind& kind, const api::ObjectMeta& meta,
                                       const api::DeleteOptions& options) {
  const bool collected = &storedKind(kind) != &api::kindOf<api::Event>();
  bool orphan = has(meta.finalizers, kOrphan);
  bool foreground = has(meta.finalizers, kForeground);
  if (options.orphanDependents) {
    orphan = *options.orphanDependents;
    if (orphan) foreground = false;
  }
  if (options.propagationPolicy) {
    orphan = *options.propagationPolicy == "Orphan";
    foreground = *options.propagationPolicy == "Foreground";
  }
  std::vector<std::string> finalizers;
  for (const std::string& finalizer : meta.finalizers)
    if (finalizer != kOrphan && finalizer != kForeground) finalizers.push_back(finalizer);
  if (orphan && collected) finalizers.emplace_back(kOrphan);
  if (foreground && collected) finalizers.emplace_back(kForeground);
  return finalizers;
}

void markWaitingForFinalizers(api::ObjectMeta& meta, api::Time now) {
  if (!meta.deletionGracePeriodSeconds && meta.generation > 0) ++meta.generation;
  if (!meta.deletionTimestamp || *meta.deletionTimestamp > now) meta.deletionTimestamp = now;
  meta.deletionGracePeriodSeconds = 0;
}

// How long a Pod is given: a Pod that runs nowhere, or not any more, goes at once.
int64_t gracePeriod(const api::Pod& pod, const api::DeleteOptions& options) {
  int64_t seconds = options.gracePeriodSeconds ? *options.gracePeriodSeconds
                                               : pod.spec.terminationGracePeriodSeconds.value_or(0);
  if (pod.spec.nodeName.empty() || pod.status.phase == "Failed" || pod.status.phase == "Succeeded")
    seconds = 0;
  return seconds < 0 ? 1 : seconds;
}

api::Time later(api::Time time, int64_t seconds) {
  if (time.seconds) *time.seconds += seconds;
  return time;
}

enum class Grace { None, Marked, AlreadyWaiting };

// Sets the marks of a graceful deletion, or shortens the one that is under way.
Grace markGraceful(api::Pod& pod, const api::DeleteOptions& options, api::Time now) {
  api::ObjectMeta& meta = pod.metadata;
  if (!meta.deletionTimestamp) {
    const int64_t seconds = gracePeriod(pod, options);
    meta.deletionTimestamp = later(now, seconds);
    meta.deletionGracePeriodSeconds = seconds;
    if (meta.generation > 0) ++meta.generation;
    return Grace::Marked;
  }
  const int64_t left = meta.deletionGracePeriodSeconds.value_or(0);
  if (left == 0) return Grace::None;
  if (!options.gracePeriodSeconds || *options.gracePeriodSeconds >= left) return Grace::AlreadyWaiting;
  const int64_t seconds = *options.gracePeriodSeconds < 0 ? 1 : *options.gracePeriodSeconds;
  meta.deletionTimestamp = later(*meta.deletionTimestamp, seconds - left);
  meta.deletionGracePeriodSeconds = seconds;
  return Grace::Marked;
}

// A Namespace is only marked; its finalizers in spec go when its content has gone.
Plan planNamespace(const api::Object& current, const Removal& removal, api::Time now) {
  const api::Kind& kind = removal.request->kind;
  if (current.metadata.deletionTimestamp)
    return {nullptr,
            api::as<api::Namespace>(current).spec.finalizers.empty() && current.metadata.finalizers.empty()};
  Plan plan{kind.clone(current), false};
  auto& ns = static_cast<api::Namespace&>(*plan.marked);
  ns.metadata.deletionTimestamp = now;
  ns.metadata.finalizers = finalizersFor(kind, ns.metadata, removal.options);
  ns.status.phase = "Terminating";
  return plan;
}

Plan planRemoval(const api::Object& current, const Removal& removal, api::Time now) {
  const api::Kind& kind = removal.request->kind;
  if (&kind == &api::kindOf<api::Namespace>()) return planNamespace(current, removal, now);
  std::shared_ptr<api::Object> next = kind.clone(current);
  next->metadata.finalizers = finalizersFor(kind, next->metadata, removal.options);
  const bool waits = !next->metadata.finalizers.empty();
  if (kind.rules.graceful) {
    switch (markGraceful(static_cast<api::Pod&>(*next), removal.options, now)) {
      case Grace::AlreadyWaiting:
        return {nullptr, false};
      case Grace::Marked:
        return {next, !waits && *next->metadata.deletionGracePeriodSeconds == 0};
      case Grace::None:
        break;
    }
  }
  if (!waits) return {nullptr, true};
  markWaitingForFinalizers(next->metadata, now);
  return {next, false};
}

void committed(const RemovalPtr& removal, store::Outcome outcome, bool removes,
               const api::EncodedPtr& current) {
  using What = store::Outcome::What;
  const WriteRequest& request = *removal->request;
  if (outcome.what == What::Failed) return removal->then(Failure(std::move(outcome.failure)));
  if (outcome.what == What::Mismatch) {
    if (++removal->attempts < kMaxAttempts) return attempt(removal);
    return removal->then(Failure(
        conflict(request.kind.resource(), request.name, "the object has been modified; please try again")));
  }
  const api::EncodedPtr& written = outcome.committed.objects.front();
  removal->then(Removed{written ? toServed(request.kind, written) : current, removes});
}

void commitPlan(const RemovalPtr& removal, Plan plan, Reservation& reservation,
                const api::EncodedPtr& current) {
  const WriteRequest& request = *removal->request;
  const api::Kind& stored = storedKind(request.kind);
  const std::string key = api::objectKey(request.ns, request.name);
  store::Transaction transaction;
  // A Pod that goes at once is first seen with its marks, then gone: two versions, as upstream has it.
  if (plan.marked)
    transaction.writes.push_back({&stored, key, toStored(request.kind, std::move(plan.marked)), nullptr,
                                  store::Expect::at(current->revision())});
  if (plan.removes) {
    const store::Expect expect =
        transaction.writes.empty() ? store::Expect::at(current->revision()) : store::Expect::anything();
    transaction.writes.push_back({&stored, key, nullptr, nullptr, expect});
    releaseAll(request, reservation, *current->object());
    for (store::Write& write : reservation.writes) transaction.writes.push_back(std::move(write));
  }
  commit(request, std::move(transaction), [removal, removes = plan.removes, current](store::Outcome outcome) {
    committed(removal, std::move(outcome), removes, current);
  });
}

void attempt(const RemovalPtr& removal) {
  WriteRequest& request = *removal->request;
  const store::WorldPtr world = request.services.store.world();
  if (auto admitted = admitDelete({*world, request.kind, request.ns, request.name}); !admitted)
    return removal->then(Failure(std::move(admitted.error())));
  const api::EncodedPtr* found =
      world->of(storedKind(request.kind)).find(api::objectKey(request.ns, request.name));
  if (!found) return removal->then(Failure(notFound(request.kind.resource(), request.name)));
  const api::EncodedPtr current = toServed(request.kind, *found);
  const api::ObjectPtr object = current->object();
  if (auto meant = checkMeant(request.kind, removal->options, object->metadata); !meant)
    return removal->then(Failure(std::move(meant.error())));
  Plan plan = planRemoval(*object, *removal, api::Time::of(request.services.clock.now()));
  const bool changes = plan.marked && !request.kind.type().equal(plan.marked.get(), object.get());
  if (!changes && !plan.removes) return removal->then(Removed{current, false});
  if (!changes) plan.marked.reset();
  if (!request.options.dryRun) {
    Reservation reservation{*world, request.services.clock, request.services.random, false, {}, {}};
    return commitPlan(removal, std::move(plan), reservation, current);
  }
  const bool removes = plan.removes;
  removal->then(Removed{
      plan.marked ? unstored(request.kind, std::move(plan.marked), current->revision()) : current, removes});
}

}  // namespace

// Namespaces look themselves, in words of their own.
static Result<> checkNamespaceMeant(const api::Kind& kind, const api::Preconditions& wanted,
                                    const api::ObjectMeta& meta) {
  const auto failed = [&](const std::string& what, const std::string& asked, const std::string& there) {
    return Failure(conflict(kind.resource(), meta.name,
                            "Precondition failed: " + what + " in precondition: " + asked + ", " + what +
                                " in object meta: " + there));
  };
  if (wanted.uid && *wanted.uid != meta.uid) return failed("UID", *wanted.uid, meta.uid);
  if (wanted.resourceVersion && *wanted.resourceVersion != meta.resourceVersion)
    return failed("ResourceVersion", *wanted.resourceVersion, meta.resourceVersion);
  return {};
}

// The messages name the Kind here, not the resource.
Result<> checkMeant(const api::Kind& kind, const api::DeleteOptions& options, const api::ObjectMeta& meta) {
  if (!options.preconditions) return {};
  const api::Preconditions& wanted = *options.preconditions;
  if (&kind == &api::kindOf<api::Namespace>()) return checkNamespaceMeant(kind, wanted, meta);
  const GroupResource named{std::string(storedKind(kind).group), std::string(kind.kind)};
  if (wanted.uid && *wanted.uid != meta.uid)
    return Failure(conflict(named, meta.name,
                            "the UID in the precondition (" + *wanted.uid +
                                ") does not match the UID in record (" + meta.uid +
                                "). The object might have been deleted and then recreated"));
  if (wanted.resourceVersion && *wanted.resourceVersion != meta.resourceVersion)
    return Failure(conflict(named, meta.name,
                            "the ResourceVersion in the precondition (" + *wanted.resourceVersion +
                                ") does not match the ResourceVersion in record (" + meta.resourceVersion +
                                "). The object might have been modified"));
  return {};
}

void removeObject(WritePtr request, api::DeleteOptions options, RemoveThen then) {
  attempt(std::make_shared<Removal>(Removal{std::move(request), std::move(options), std::move(then), 0}));
}

}  // namespace seamark::apiserver
