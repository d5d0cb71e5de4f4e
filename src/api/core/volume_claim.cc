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
      field<&VolumeResourceRequirements::limits>(
          "limits", 1, {.goType = "v1.ResourceList", .doc = "The most that it may hold."}),
      field<&VolumeResourceRequirements::requests>(
          "requests", 2, {.goType = "v1.ResourceList", .doc = "What it must hold."}),
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
                                                      .goType = "[]v1.PersistentVolumeAccessMode",
                                                      .doc = "How it is to be used."}),
      field<&PersistentVolumeClaimSpec::selector>("selector", 4, {.doc = "Which volumes will do."}),
      field<&PersistentVolumeClaimSpec::resources>("resources", 2, {.doc = "How large."}),
      field<&PersistentVolumeClaimSpec::volumeName>("volumeName", 3,
                                                    {.doc = "The volume that it is bound to."}),
      field<&PersistentVolumeClaimSpec::storageClassName>("storageClassName", 5,
                                                          {.doc = "The StorageClass."}),
      field<&PersistentVolumeClaimSpec::volumeMode>("volumeMode", 6,
                                                    {.enumValues = kPersistentVolumeMode,
                                                     .goType = "v1.PersistentVolumeMode",
                                                     .doc = "Filesystem or Block."}),
      field<&PersistentVolumeClaimSpec::dataSource>("dataSource", 7, {.doc = "What it is filled from."}),
      field<&PersistentVolumeClaimSpec::dataSourceRef>("dataSourceRef", 8, {.doc = "The same, of any kind."}),
      field<&PersistentVolumeClaimSpec::volumeAttributesClassName>("volumeAttributesClassName", 9,
                                                                   {.doc = "The VolumeAttributesClass."}),
  };
  static const Type kType = structType<PersistentVolumeClaimSpec>(
      "PersistentVolumeClaimSpec", "io.k8s.api.core.v1.PersistentVolumeClaimSpec", kFields, "");
  return kType;
}

const Type& Schema<PersistentVolumeClaimTemplate>::type() {
  static constexpr Field kFields[] = {
      field<&PersistentVolumeClaimTemplate::metadata>("metadata", 1,
                                                      {.doc = "Labels and annotations of the claim."}),
      field<&PersistentVolumeClaimTemplate::spec>("spec", 2, {.required = true, .doc = "The desired state."}),
  };
  static const Type kType = structType<PersistentVolumeClaimTemplate>(
      "PersistentVolumeClaimTemplate", "io.k8s.api.core.v1.PersistentVolumeClaimTemplate", kFields, "");
  return kType;
}

const Type& Schema<PersistentVolumeClaimVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&PersistentVolumeClaimVolumeSource::claimName>(
          "claimName", 1, {.required = true, .keepZero = true, .doc = "The claim."}),
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
      field<&EphemeralVolumeSource::volumeClaimTemplate>("volumeClaimTemplate", 1,
                                                         {.doc = "The claim that is made for the Pod."}),
  };
  static const Type kType = structType<EphemeralVolumeSource>(
      "EphemeralVolumeSource", "io.k8s.api.core.v1.EphemeralVolumeSource", kFields, "");
  return kType;
}

}  // namespace seamark::api
