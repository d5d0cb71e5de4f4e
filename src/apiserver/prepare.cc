// SPDX-License-Identifier: Apache-2.0
#include "apiserver/prepare.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/core/namespace.h"
#include "api/core/namespace_finalize.h"
#include "api/core/pod.h"
#include "api/core/pod_subresources.h"
#include "api/core/profile_annotations.h"
#include "api/core/service.h"
#include "api/kinds.h"
#include "api/managed_fields/managed_fields.h"
#include "api/object_meta_rules.h"
#include "apiserver/admission/admission.h"
#include "apiserver/allocators/service_registry.h"
#include "apiserver/auth/escalation.h"
#include "apiserver/hidden_fields.h"
#include "apiserver/stored_form.h"

namespace seamark::apiserver {
namespace {

constexpr size_t kMaxGeneratedPrefix = 58;  // with five characters more it is a label

bool isService(const api::Kind& kind) {
  return &kind == &api::kindOf<api::Service>();
}
bool isNamespace(const api::Kind& kind) {
  return &kind == &api::kindOf<api::Namespace>();
}

void append(std::vector<std::string>& warnings, std::vector<std::string> more) {
  warnings.insert(warnings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Result<> resultOf(const WriteRequest& request, const api::ObjectMeta& meta, api::FieldErrors errors) {
  if (errors.empty()) return {};
  return Failure(
      api::invalidObject(storedKind(request.kind).group, request.kind.kind, meta.name, std::move(errors)));
}

// PUT namespaces/NAME/finalize: spec.finalizers of the request and nothing else of its spec and status.
void prepareFinalize(api::Object& next, const api::Object& old) {
  static_cast<api::Namespace&>(next).status = api::as<api::Namespace>(old).status;
}
api::FieldErrors validateFinalize(const api::Object& next, const api::Object&) {
  return api::validateFinalize(api::as<api::Namespace>(next));
}

// What an update through a resource or subresource may change, and what it must be.
struct Strategy {
  void (*prepare)(api::Object& next, const api::Object& old) = nullptr;
  api::FieldErrors (*validate)(const api::Object& next, const api::Object& old) = nullptr;
};

Strategy strategyOf(const api::Kind& kind, std::string_view subresource) {
  if (subresource.empty()) return {kind.rules.prepareForUpdate, kind.rules.validateUpdate};
  if (subresource == "status") return {kind.rules.prepareForStatusUpdate, kind.rules.validateStatusUpdate};
  if (isNamespace(kind) && subresource == "finalize") return {prepareFinalize, validateFinalize};
  if (&kind != &api::kindOf<api::Pod>()) return {};
  if (subresource == "ephemeralcontainers")
    return {api::prepareEphemeralContainers, api::validateEphemeralContainersUpdate};
  if (subresource == "resize") return {api::prepareResize, api::validateResize};
  return {};
}

// The random part never begins as the prefix ends, so that one can tell where it begins.
std::string generatedName(std::string prefix, Random& random) {
  std::string suffix = generatedSuffix(random);
  if (prefix.ends_with(suffix.front())) suffix.front() = suffix.front() == 'x' ? 'z' : 'x';
  return prefix.append(suffix);
}

// What admission calls an object whose name is not made yet.
std::string_view nameAtAdmission(const api::ObjectMeta& meta) {
  if (!meta.name.empty()) return meta.name;
  return meta.generateName.empty() ? std::string_view("Unknown") : std::string_view(meta.generateName);
}

void fillSystemFields(const WriteRequest& request, api::ObjectMeta& meta) {
  meta.uid = newUid(request.services.random);
  meta.creationTimestamp = api::Time::of(request.services.clock.now());
  if (!meta.name.empty() || meta.generateName.empty()) return;
  if (request.kind.rules.name == api::NameRule::IpAddress)
    meta.name = meta.generateName;  // an address with a random ending would be none
  else
    meta.name = generatedName(meta.generateName.substr(0, kMaxGeneratedPrefix), request.services.random);
}

}  // namespace

Result<> checkNameParameter(std::string_view name) {
  const auto refused = [&](const std::string& why) {
    return Failure(badRequest("Name parameter invalid: " + api::goQuoted(name) + ": may not " + why));
  };
  if (name == "." || name == "..") return refused("be '" + std::string(name) + "'");
  if (name.contains('%')) return refused("contain '%'");
  return {};
}

void dropDuplicateOwners(std::vector<std::string>& warnings, api::ObjectMeta& meta, bool patched) {
  std::vector<api::OwnerReference> kept;
  std::string duplicates;
  for (const api::OwnerReference& owner : meta.ownerReferences) {
    if (std::find(kept.begin(), kept.end(), owner) == kept.end())
      kept.push_back(owner);
    else
      duplicates += (duplicates.empty() ? "" : ", ") + owner.uid;
  }
  if (duplicates.empty()) return;
  meta.ownerReferences = std::move(kept);
  warnings.push_back(
      std::string(".metadata.ownerReferences contains duplicate entries") +
      (patched ? " after mutating admission happens" : "") +
      "; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please "
      "fix your requests; duplicate UID(s) observed: " +
      duplicates);
}

void settleManagedFields(const WriteRequest& request, const Given& given, const api::Object* old,
                         api::Object& next) {
  if (given.settled) return;
  const api::FieldWriter writer{request.options.manager, request.subresource,
                                api::Time::of(request.services.clock.now())};
  api::updateManagedFields(request.kind, writer, old, next, given.said);
}

Result<> prepareCreate(WriteRequest& request, Reservation& reservation, api::Object& next) {
  const api::Kind& kind = request.kind;
  api::ObjectMeta& meta = next.metadata;
  const std::string admittedName(nameAtAdmission(meta));
  CHECKED(admitCreate({reservation.world, kind, request.ns, admittedName}, next, request.services.random));
  if (auto held =
          checkEscalation(request.services.authorizer, reservation.world, *request.user, kind, next, nullptr);
      !held)
    return held;
  fillSystemFields(request, meta);
  // A PUT of the status of a Service that is not there makes one without addresses, as upstream does.
  if (isService(kind) && request.subresource.empty()) {
    auto begun = request.services.registry.beginCreate(reservation, static_cast<api::Service&>(next));
    if (!begun) return begun;
  }
  api::prepareMetaForCreate(meta);
  // Told while the annotations are still without the fields that they become.
  if (&kind == &api::kindOf<api::Pod>())
    append(request.warnings, api::appArmorWarnings(api::as<api::Pod>(next)));
  if (kind.rules.prepareForCreate) kind.rules.prepareForCreate(next);
  api::updateGeneration(kind, next, nullptr);
  const api::FieldErrors errors = api::validateForCreate(kind, next);
  if (auto valid = resultOf(request, meta, errors); !valid) return valid;
  CHECKED(admitValid({reservation.world, kind, request.ns, admittedName}, next, nullptr));
  if (kind.rules.warningsOnCreate) append(request.warnings, kind.rules.warningsOnCreate(next));
  if (kind.rules.canonicalize) kind.rules.canonicalize(next);
  hide(kind, next);
  return {};
}

Result<> prepareUpdate(WriteRequest& request, Reservation& reservation, api::Object& next,
                       const api::Object& old) {
  const api::Kind& kind = request.kind;
  const Strategy strategy = strategyOf(kind, request.subresource);
  const bool whole = request.subresource.empty();
  if (whole) admitUpdate(kind, next, old);
  if (auto held =
          checkEscalation(request.services.authorizer, reservation.world, *request.user, kind, next, &old);
      !held)
    return held;
  if (isService(kind) && whole) {
    auto begun = request.services.registry.beginUpdate(reservation, static_cast<api::Service&>(next),
                                                       api::as<api::Service>(old));
    if (!begun) return begun;
  }
  api::prepareMetaForUpdate(next.metadata, old.metadata);
  // A slice counts what is dropped from it, too.
  const bool countsFirst = kind.rules.generation == api::GenerationRule::SpecAndLabels;
  if (countsFirst) api::updateGeneration(kind, next, &old);
  if (strategy.prepare) strategy.prepare(next, old);
  if (!countsFirst && request.subresource != "binding") api::updateGeneration(kind, next, &old);
  api::FieldErrors errors = api::validateMetaForUpdate(kind, next.metadata, old.metadata);
  if (request.subresource != "status") append(errors, api::validatePrefixOnUpdate(kind, next.metadata));
  if (strategy.validate) append(errors, strategy.validate(next, old));
  if (auto valid = resultOf(request, next.metadata, errors); !valid) return valid;
  if (whole) CHECKED(admitValid({reservation.world, kind, request.ns, request.name}, next, &old));
  if (request.subresource == "resize") {
    const AdmissionRequest asked{reservation.world, kind, request.ns, request.name};
    if (auto admitted = admitResize(asked, next, old); !admitted) return admitted;
  }
  if (whole && kind.rules.warningsOnUpdate) append(request.warnings, kind.rules.warningsOnUpdate(next, old));
  if (request.subresource == "status" && kind.rules.warningsOnStatusUpdate)
    append(request.warnings, kind.rules.warningsOnStatusUpdate(next));
  if (whole && kind.rules.canonicalize) kind.rules.canonicalize(next);
  if (whole) hide(kind, next);
  if (isService(kind) && whole) {
    const auto* service = static_cast<const api::Service*>(&next);
    request.services.registry.release(reservation, service, api::as<api::Service>(old));
  }
  return {};
}

bool deletesByUpdate(const WriteRequest& request, const api::Object& next, const api::Object& old) {
  if (!next.metadata.finalizers.empty() || !old.metadata.deletionTimestamp) return false;
  if (old.metadata.deletionGracePeriodSeconds.value_or(0) != 0) return false;
  return !isNamespace(request.kind) || api::as<api::Namespace>(next).spec.finalizers.empty();
}

void releaseAll(const WriteRequest& request, Reservation& reservation, const api::Object& gone) {
  if (isService(request.kind))
    request.services.registry.release(reservation, nullptr, api::as<api::Service>(gone));
}

}  // namespace seamark::apiserver
