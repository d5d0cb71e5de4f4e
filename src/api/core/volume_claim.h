// Claims of persistent volumes, as Pods carry them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/references.h"
#include "api/meta.h"
#include "api/meta/label_selector.h"
#include "api/schema.h"

namespace seamark::api {

struct VolumeResourceRequirements {
  std::map<std::string, Quantity> limits;
  std::map<std::string, Quantity> requests;
  bool operator==(const VolumeResourceRequirements&) const = default;
};

struct PersistentVolumeClaimSpec {
  std::vector<std::string> accessModes;
  std::optional<MetaLabelSelector> selector;
  VolumeResourceRequirements resources;
  std::string volumeName;
  std::optional<std::string> storageClassName;
  std::optional<std::string> volumeMode;
  std::optional<TypedLocalObjectReference> dataSource;
  std::optional<TypedObjectReference> dataSourceRef;
  std::optional<std::string> volumeAttributesClassName;
  bool operator==(const PersistentVolumeClaimSpec&) const = default;
};

struct PersistentVolumeClaimTemplate {
  ObjectMeta metadata;
  PersistentVolumeClaimSpec spec;
  bool operator==(const PersistentVolumeClaimTemplate&) const = default;
};

struct PersistentVolumeClaimVolumeSource {
  std::string claimName;
  bool readOnly = false;
  bool operator==(const PersistentVolumeClaimVolumeSource&) const = default;
};

struct EphemeralVolumeSource {
  std::optional<PersistentVolumeClaimTemplate> volumeClaimTemplate;
  bool operator==(const EphemeralVolumeSource&) const = default;
};

template <>
struct Schema<VolumeResourceRequirements> {
  static const Type& type();
};
template <>
struct Schema<PersistentVolumeClaimSpec> {
  static const Type& type();
};
template <>
struct Schema<PersistentVolumeClaimTemplate> {
  static const Type& type();
};
template <>
struct Schema<PersistentVolumeClaimVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<EphemeralVolumeSource> {
  static const Type& type();
};

}  // namespace seamark::api
