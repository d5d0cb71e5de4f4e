// Rows of core/volume_claim.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/volume_claim.h"

namespace seamark::api {

namespace {

constexpr std::string_view kPersistentVolumeAccessMode[] = {"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce",
                                                            "ReadWriteOncePod"};
constexpr std::string_view kPersistentVolumeMode[] = {"Block", "Filesystem"};

}  // namespace

const Type& Schema<VolumeResourceRequirements>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeResourceRequirements::limits>("limits", 1, {.goType = "v1.ResourceList"}),
      field<&VolumeResourceRequirements::requests>("requests", 2, {.goType = "v1.ResourceList"}),
  };
  static const Type kType = structType<VolumeResourceRequirements>(
      "VolumeResourceRequirements", "io.k8s.api.core.v1.VolumeResourceRequirements", kFields, "");
  return kType;
}

const Type& Schema<PersistentVolumeClaimSpec>::type() {
  static constexpr Field kFields[] = {
      field<&PersistentVolumeClaimSpec::accessModes>("accessModes", 1,
                                                     {.enumValues = kPersistentVolumeAccessMode,
                                                      .merge = Merge::Atomic,
                                                      .goType = "[]v1.PersistentVolumeAccessMode"}),
      field<&PersistentVolumeClaimSpec::selector>("selector", 4),
      field<&PersistentVolumeClaimSpec::resources>("resources", 2),
      field<&PersistentVolumeClaimSpec::volumeName>("volumeName", 3),
      field<&PersistentVolumeClaimSpec::storageClassName>("storageClassName", 5),
      field<&PersistentVolumeClaimSpec::volumeMode>(
          "volumeMode", 6, {.enumValues = kPersistentVolumeMode, .goType = "v1.PersistentVolumeMode"}),
      field<&PersistentVolumeClaimSpec::dataSource>("dataSource", 7),
      field<&PersistentVolumeClaimSpec::dataSourceRef>("dataSourceRef", 8),
      field<&PersistentVolumeClaimSpec::volumeAttributesClassName>("volumeAttributesClassName", 9),
  };
  static const Type kType = structType<PersistentVolumeClaimSpec>(
      "PersistentVolumeClaimSpec", "io.k8s.api.core.v1.PersistentVolumeClaimSpec", kFields, "");
  return kType;
}

const Type& Schema<PersistentVolumeClaimTemplate>::type() {
  static constexpr Field kFields[] = {
      field<&PersistentVolumeClaimTemplate::metadata>("metadata", 1),
      field<&PersistentVolumeClaimTemplate::spec>("spec", 2, {.required = true, .doc = "The desired state."}),
  };
  static const Type kType = structType<PersistentVolumeClaimTemplate>(
      "PersistentVolumeClaimTemplate", "io.k8s.api.core.v1.PersistentVolumeClaimTemplate", kFields, "");
  return kType;
}

const Type& Schema<PersistentVolumeClaimVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&PersistentVolumeClaimVolumeSource::claimName>("claimName", 1,
                                                           {.required = true, .keepZero = true}),
      field<&PersistentVolumeClaimVolumeSource::readOnly>("readOnly", 2,
                                                          {.doc = "Whether it is mounted read-only."}),
  };
  static const Type kType = structType<PersistentVolumeClaimVolumeSource>(
      "PersistentVolumeClaimVolumeSource", "io.k8s.api.core.v1.PersistentVolumeClaimVolumeSource", kFields,
      "");
  return kType;
}

const Type& Schema<EphemeralVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&EphemeralVolumeSource::volumeClaimTemplate>("volumeClaimTemplate", 1),
  };
  static const Type kType = structType<EphemeralVolumeSource>(
      "EphemeralVolumeSource", "io.k8s.api.core.v1.EphemeralVolumeSource", kFields, "");
  return kType;
}

}  // namespace seamark::api
