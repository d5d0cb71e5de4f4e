// The rules of Namespace.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "api/core/namespace.h"
#include "api/core/namespace_finalize.h"
#include "api/rules.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

constexpr std::string_view kNameLabel = "kubernetes.io/metadata.name";
constexpr std::string_view kFinalizer = "kubernetes";

// The label that selectors find a namespace by its name with; nobody else may choose its value.
void labelWithName(Object& object) {
  ObjectMeta& meta = object.metadata;
  if (!meta.name.empty()) meta.labels[std::string(kNameLabel)] = meta.name;
}

void setDefaults(Object& object) {
  labelWithName(object);
  if (auto& status = as<Namespace>(object).status; status.phase.empty()) status.phase = "Active";
}

void prepareForCreate(Object& object) {
  auto& space = as<Namespace>(object);
  space.status = {};
  space.status.phase = "Active";
  auto& finalizers = space.spec.finalizers;
  if (std::find(finalizers.begin(), finalizers.end(), kFinalizer) == finalizers.end()) {
    finalizers.emplace_back(kFinalizer);
  }
  labelWithName(object);  // a generated name was not there when defaults were set
}

void prepareForUpdate(Object& object, const Object& oldObject) {
  auto& next = as<Namespace>(object);
  const auto& old = as<Namespace>(oldObject);
  next.spec.finalizers = old.spec.finalizers;  // only the subresource finalize changes them
  next.status = old.status;
}

void prepareForStatusUpdate(Object& object, const Object& old) {
  as<Namespace>(object).spec = as<Namespace>(old).spec;
}

void validateFinalizer(FieldErrors& errors, const Path& path, const std::string& name) {
  addProblems(errors, path, name, qualifiedNameProblems(name));
  const bool standard = name == kFinalizer || name == "orphan" || name == "foregroundDeletion";
  if (!standard && name.find('/') == std::string::npos) {
    errors.push_back(
        invalidText(path, name, "name is neither a standard finalizer name nor is it fully qualified"));
  }
}

FieldErrors validateCreate(const Object& object) {
  FieldErrors errors;
  for (const std::string& name : as<Namespace>(object).spec.finalizers)
    validateFinalizer(errors, Path("spec.finalizers"), name);
  return errors;
}

FieldErrors validateStatusUpdate(const Object& object, const Object&) {
  const auto& next = as<Namespace>(object);
  FieldErrors errors;
  const Path path("status.Phase");  // upper case upstream, too
  if (!next.metadata.deletionTimestamp && next.status.phase != "Active") {
    errors.push_back(
        invalidText(path, next.status.phase, "may only be 'Active' if `deletionTimestamp` is empty"));
  } else if (next.metadata.deletionTimestamp && next.status.phase != "Terminating") {
    errors.push_back(invalidText(path, next.status.phase,
                                 "may only be 'Terminating' if `deletionTimestamp` is not empty"));
  }
  return errors;
}

constexpr SelectableField kSelectable[] = {
    {"status.phase", [](const Object& object) { return as<Namespace>(object).status.phase; }},
};

}  // namespace

FieldErrors validateFinalize(const Namespace& next) {
  FieldErrors errors;
  for (size_t i = 0; i < next.spec.finalizers.size(); ++i)
    validateFinalizer(errors, Path("spec.finalizers").index(i), next.spec.finalizers[i]);
  return errors;
}

Rules namespaceRules() {
  return {.name = NameRule::Dns1123Label,
          .setDefaults = setDefaults,
          .prepareForCreate = prepareForCreate,
          .prepareForUpdate = prepareForUpdate,
          .validateCreate = validateCreate,
          .prepareForStatusUpdate = prepareForStatusUpdate,
          .validateStatusUpdate = validateStatusUpdate};
}

std::span<const SelectableField> namespaceSelectableFields() {
  return kSelectable;
}

}  // namespace seamark::api
