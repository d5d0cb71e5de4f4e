// ObjectMeta: what create and update keep, drop and refuse.
// SPDX-License-Identifier: Apache-2.0
#include "api/object_meta_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/events/event_validation.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

const Path kMetadata{"metadata"};
constexpr std::string_view kImmutable = "field is immutable";
constexpr std::string_view kOrphan = "orphan";
constexpr std::string_view kForeground = "foregroundDeletion";

void validateApiVersion(FieldErrors& errors, const Path& path, std::string_view apiVersion) {
  if (apiVersion.empty()) {
    errors.push_back(required(path, "must not be empty"));
  } else if (std::count(apiVersion.begin(), apiVersion.end(), '/') > 1) {
    errors.push_back(invalidText(path, apiVersion, "must be <group>/<version> or <version>"));
  }
}

void validateOwnerReference(FieldErrors& errors, const Path& path, const OwnerReference& owner) {
  validateApiVersion(errors, path.child("apiVersion"), owner.apiVersion);
  if (owner.kind.empty()) errors.push_back(required(path.child("kind"), "must not be empty"));
  if (owner.name.empty()) errors.push_back(required(path.child("name"), "must not be empty"));
  if (owner.uid.empty()) errors.push_back(required(path.child("uid"), "must not be empty"));
  // An Event goes by its age, so whatever it owned would vanish without reason.
  if (owner.apiVersion == "v1" && owner.kind == "Event") {
    errors.push_back(invalid(path, shownJson(owner), "/v1, Kind=Event is disallowed from being an owner"));
  }
}

void validateOwnerReferences(FieldErrors& errors, const std::vector<OwnerReference>& owners) {
  const Path path = kMetadata.child("ownerReferences");
  const OwnerReference* controller = nullptr;
  for (size_t i = 0; i < owners.size(); ++i) {
    validateOwnerReference(errors, path.index(i), owners[i]);
    if (!owners[i].controller.value_or(false)) continue;
    if (controller != nullptr) {
      errors.push_back(
          invalid(path, shownJson(owners),
                  fmt::format("Only one reference can have Controller set to true. Found "
                              "\"true\" in references for {}/{} and {}/{}",
                              controller->kind, controller->name, owners[i].kind, owners[i].name)));
    } else {
      controller = &owners[i];
    }
  }
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void validateFinalizerNames(FieldErrors& errors, const std::vector<std::string>& finalizers) {
  const Path path = kMetadata.child("finalizers");
  for (size_t i = 0; i < finalizers.size(); ++i) {
    const std::string& name = finalizers[i];
    if (name.find('/') != std::string::npos || name == "kubernetes" || name == kOrphan ||
        name == kForeground) {
      continue;
    }
    errors.push_back(invalidText(path.index(i), name,
                                 "name is neither a standard finalizer name nor is it fully qualified"));
  }
}

void validateFinalizers(FieldErrors& errors, const std::vector<std::string>& finalizers) {
  const Path path = kMetadata.child("finalizers");
  for (const std::string& name : finalizers) addProblems(errors, path, name, qualifiedNameProblems(name));
  if (contains(finalizers, kOrphan) && contains(finalizers, kForeground)) {
    errors.push_back(
        invalid(path, shownJson(finalizers), "finalizer orphan and foregroundDeletion cannot be both set"));
  }
}

void refuseNewFinalizers(FieldErrors& errors, const ObjectMeta& next, const ObjectMeta& old) {
  std::vector<std::string> added;
  for (const std::string& name : next.finalizers) {
    if (!contains(old.finalizers, name) && !contains(added, name)) added.push_back(name);
  }
  if (added.empty()) return;
  std::sort(added.begin(), added.end());
  std::string shown;
  for (const std::string& name : added) shown += (shown.empty() ? "" : ", ") + goQuoted(name);
  errors.push_back(forbiddenField(kMetadata.child("finalizers"),
                                  fmt::format("no new finalizers can be added if the object is being "
                                              "deleted, found new finalizers []string{{{}}}",
                                              shown)));
}

void validateManagedFields(FieldErrors& errors, const std::vector<ManagedFieldsEntry>& entries) {
  for (size_t i = 0; i < entries.size(); ++i) {
    const Path path = kMetadata.child("managedFields").index(i);
    const ManagedFieldsEntry& entry = entries[i];
    if (entry.operation != "Apply" && entry.operation != "Update") {
      errors.push_back(invalidText(path.child("operation"), entry.operation, "must be `Apply` or `Update`"));
    }
    if (!entry.fieldsType.empty() && entry.fieldsType != "FieldsV1") {
      errors.push_back(invalidText(path.child("fieldsType"), entry.fieldsType, "must be `FieldsV1`"));
    }
    if (entry.manager.size() > 128) errors.push_back(tooLong(path.child("manager"), 128));
  }
}

}  // namespace

void dropDeletionMarks(ObjectMeta& meta) {
  meta.deletionTimestamp.reset();
  meta.deletionGracePeriodSeconds.reset();
}

void prepareMetaForCreate(ObjectMeta& meta) {
  dropDeletionMarks(meta);
  meta.selfLink.clear();
}

void prepareMetaForUpdate(ObjectMeta& next, const ObjectMeta& old) {
  next.generation = old.generation;
  next.creationTimestamp = old.creationTimestamp;
  if (next.uid.empty()) next.uid = old.uid;
  if (old.deletionTimestamp) next.deletionTimestamp = old.deletionTimestamp;
  if (old.deletionGracePeriodSeconds && !next.deletionGracePeriodSeconds) {
    next.deletionGracePeriodSeconds = old.deletionGracePeriodSeconds;
  }
}

void updateGeneration(const Kind& kind, Object& next, const Object* old) {
  if (kind.rules.generation == GenerationRule::None) return;
  if (old == nullptr) {
    next.metadata.generation = 1;
    return;
  }
  const bool labelsCount = kind.rules.generation == GenerationRule::SpecAndLabels;
  bool changed = labelsCount && next.metadata.labels != old->metadata.labels;
  for (const Field& field : kind.type().fields) {
    if (field.name == "metadata" || field.name == "status") continue;
    const void* newValue = field.at(&next);
    const void* oldValue = field.at(const_cast<Object*>(old));
    if (!field.type().equal(newValue, oldValue)) changed = true;
  }
  next.metadata.generation = old->metadata.generation + (changed ? 1 : 0);
}

FieldErrors validateMetaForCreate(const Kind& kind, const ObjectMeta& meta) {
  FieldErrors errors;
  if (!meta.generateName.empty()) {
    addProblems(errors, kMetadata.child("generateName"), meta.generateName,
                nameProblems(kind.rules.name, meta.generateName, true));
  }
  if (meta.name.empty()) {
    errors.push_back(required(kMetadata.child("name"), "name or generateName is required"));
  } else {
    addProblems(errors, kMetadata.child("name"), meta.name, nameProblems(kind.rules.name, meta.name));
  }
  if (!kind.namespaced) {
    if (!meta.namespace_.empty()) {
      errors.push_back(forbiddenField(kMetadata.child("namespace"), "not allowed on this type"));
    }
  } else if (meta.namespace_.empty()) {
    errors.push_back(required(kMetadata.child("namespace")));
  } else {
    addProblems(errors, kMetadata.child("namespace"), meta.namespace_, dns1123LabelProblems(meta.namespace_));
  }
  if (meta.generation < 0) {
    errors.push_back(
        invalidNumber(kMetadata.child("generation"), meta.generation, "must be greater than or equal to 0"));
  }
  validateLabels(errors, kMetadata.child("labels"), meta.labels);
  validateAnnotations(errors, kMetadata.child("annotations"), meta.annotations);
  validateOwnerReferences(errors, meta.ownerReferences);
  validateFinalizers(errors, meta.finalizers);
  validateManagedFields(errors, meta.managedFields);
  if (!kind.rules.bareFinalizers) validateFinalizerNames(errors, meta.finalizers);
  return errors;
}

FieldErrors validateMetaForUpdate(const Kind& kind, const ObjectMeta& next, const ObjectMeta& old) {
  FieldErrors errors;
  addProblems(errors, kMetadata.child("generateName"), next.generateName,
              pathSegmentProblems(next.generateName));
  validateLabels(errors, kMetadata.child("labels"), next.labels);
  validateAnnotations(errors, kMetadata.child("annotations"), next.annotations);
  validateOwnerReferences(errors, next.ownerReferences);
  validateFinalizers(errors, next.finalizers);
  validateManagedFields(errors, next.managedFields);
  if (old.deletionTimestamp) refuseNewFinalizers(errors, next, old);
  const auto immutable = [&](std::string_view field, bool same, const std::string& shown) {
    if (!same) errors.push_back(invalid(kMetadata.child(field), shown, kImmutable));
  };
  immutable("name", next.name == old.name, goQuoted(next.name));
  immutable("namespace", next.namespace_ == old.namespace_, goQuoted(next.namespace_));
  immutable("uid", next.uid == old.uid, goQuoted(next.uid));
  immutable("creationTimestamp", next.creationTimestamp == old.creationTimestamp,
            shownJson(next.creationTimestamp));
  immutable("deletionTimestamp", next.deletionTimestamp == old.deletionTimestamp,
            shownJson(next.deletionTimestamp));
  immutable("deletionGracePeriodSeconds", next.deletionGracePeriodSeconds == old.deletionGracePeriodSeconds,
            shownJson(next.deletionGracePeriodSeconds));
  if (!kind.rules.bareFinalizers) validateFinalizerNames(errors, next.finalizers);
  return errors;
}

FieldErrors validatePrefixOnUpdate(const Kind& kind, const ObjectMeta& next) {
  static constexpr std::string_view kLookAgain[] = {
      "Endpoints", "EndpointSlice",  "Pod",          "Node",      "Namespace", "ConfigMap",
      "Secret",    "ServiceAccount", "IngressClass", "IPAddress", "Ingress"};
  FieldErrors errors;
  if (next.generateName.empty() || std::ranges::find(kLookAgain, kind.kind) == std::end(kLookAgain))
    return errors;
  addProblems(errors, kMetadata.child("generateName"), next.generateName,
              nameProblems(kind.rules.name, next.generateName, true));
  return errors;
}

Status invalidObject(const Kind& kind, std::string_view name, FieldErrors errors) {
  const Kind& named = kind.storedAs == nullptr ? kind : *kind.storedAs();
  return invalidObject(named.group, named.kind, name, std::move(errors));
}

FieldErrors validateForCreate(const Kind& kind, const Object& object) {
  FieldErrors ofMeta = validateMetaForCreate(kind, object.metadata);
  FieldErrors own = kind.rules.validateCreate != nullptr ? kind.rules.validateCreate(object) : FieldErrors();
  if (kind.kind == "Event") return allErrorsOf(kind, std::move(ofMeta), std::move(own));
  append(ofMeta, std::move(own));
  return ofMeta;
}

}  // namespace seamark::api
