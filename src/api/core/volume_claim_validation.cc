// What the template of a claim must say.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/volume_claim_validation.h"

#include <algorithm>
#include <array>

#include "api/core/scheduling_validation.h"
#include "api/quantity.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

// The Pod names the claim and owns it: only labels and annotations may be given.
void validateTemplateMeta(FieldErrors& errors, const Path& path, const ObjectMeta& meta) {
  validateAnnotations(errors, path.child("annotations"), meta.annotations);
  validateLabels(errors, path.child("labels"), meta.labels);
  const auto refuse = [&](std::string_view field, bool given) {
    if (given) errors.push_back(forbiddenField(path.child(field), "cannot be set"));
  };
  refuse("name", !meta.name.empty());
  refuse("generateName", !meta.generateName.empty());
  refuse("namespace", !meta.namespace_.empty());
  refuse("selfLink", !meta.selfLink.empty());
  refuse("uID", !meta.uid.empty());  // upstream's spelling
  refuse("resourceVersion", !meta.resourceVersion.empty());
  refuse("generation", meta.generation != 0);
  refuse("creationTimestamp", !meta.creationTimestamp.isZero());
  refuse("deletionTimestamp", meta.deletionTimestamp.has_value());
  refuse("deletionGracePeriodSeconds", meta.deletionGracePeriodSeconds.has_value());
  refuse("ownerReferences", !meta.ownerReferences.empty());
  refuse("finalizers", !meta.finalizers.empty());
  refuse("managedFields", !meta.managedFields.empty());
}

void validateAccessModes(FieldErrors& errors, const Path& path, const std::vector<std::string>& modes) {
  static constexpr std::array<std::string_view, 4> kModes = {"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce",
                                                             "ReadWriteOncePod"};
  if (modes.empty()) errors.push_back(required(path, "at least 1 access mode is required"));
  bool alone = false, shared = false;
  for (const std::string& mode : modes) {
    if (std::find(kModes.begin(), kModes.end(), mode) == kModes.end())
      errors.push_back(notSupported(path, mode, kModes));
    else if (mode == "ReadWriteOncePod")
      alone = true;
    else
      shared = true;
  }
  if (alone && shared)
    errors.push_back(forbiddenField(path, "may not use ReadWriteOncePod with other access modes"));
}

template <class Reference>
void validateDataSource(FieldErrors& errors, const Path& path, const Reference& source) {
  if (source.name.empty()) errors.push_back(required(path.child("name")));
  if (source.kind.empty()) errors.push_back(required(path.child("kind")));
  const std::string group = source.apiGroup.value_or("");
  if (group.empty()) {
    if (source.kind != "PersistentVolumeClaim")
      errors.push_back(invalidText(path, source.kind,
                                   "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  } else {
    addProblems(errors, path.child("apiGroup"), group, dns1123SubdomainProblems(group));
  }
}

// The older way to name a source may stand beside the newer one only when they agree.
void validateSources(FieldErrors& errors, const Path& path, const PersistentVolumeClaimSpec& spec) {
  if (spec.dataSource) validateDataSource(errors, path.child("dataSource"), *spec.dataSource);
  if (spec.dataSourceRef) validateDataSource(errors, path.child("dataSourceRef"), *spec.dataSourceRef);
  if (!spec.dataSource || !spec.dataSourceRef) return;
  const auto& [group, kind, name] = *spec.dataSource;
  const TypedObjectReference& other = *spec.dataSourceRef;
  if (group != other.apiGroup || kind != other.kind || name != other.name)
    errors.push_back(invalid(path, "{}", "must match dataSourceRef"));
}

void validateClaim(FieldErrors& errors, const Path& path, const PersistentVolumeClaimSpec& spec) {
  static constexpr std::array<std::string_view, 2> kVolumeModes = {"Block", "Filesystem"};
  validateAccessModes(errors, path.child("accessModes"), spec.accessModes);
  if (spec.selector) validateLabelSelector(errors, path.child("selector"), *spec.selector);
  const Path storage = path.child("resources").key("storage");
  const auto size = spec.resources.requests.find("storage");
  if (size == spec.resources.requests.end())
    errors.push_back(required(storage));
  else if (compareQuantities(size->second, Quantity{"0"}) <= 0)
    errors.push_back(invalidText(storage, size->second.value, "must be greater than zero"));
  const auto validateClass = [&](std::string_view field, const std::optional<std::string>& name) {
    if (name && !name->empty())
      addProblems(errors, path.child(field), *name, dns1123SubdomainProblems(*name));
  };
  validateClass("storageClassName", spec.storageClassName);
  if (spec.volumeMode &&
      std::find(kVolumeModes.begin(), kVolumeModes.end(), *spec.volumeMode) == kVolumeModes.end())
    errors.push_back(notSupported(path.child("volumeMode"), *spec.volumeMode, kVolumeModes));
  validateSources(errors, path, spec);
  validateClass("volumeAttributesClassName", spec.volumeAttributesClassName);
}

}  // namespace

void validateEphemeral(FieldErrors& errors, const Path& path, const EphemeralVolumeSource& ephemeral) {
  const Path claim = path.child("volumeClaimTemplate");
  if (!ephemeral.volumeClaimTemplate) return errors.push_back(required(claim));
  validateTemplateMeta(errors, claim.child("metadata"), ephemeral.volumeClaimTemplate->metadata);
  validateClaim(errors, claim.child("spec"), ephemeral.volumeClaimTemplate->spec);
}

}  // namespace seamark::api
