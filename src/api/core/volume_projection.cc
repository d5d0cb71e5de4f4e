// Rows of core/volume_projection.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/volume_projection.h"

namespace seamark::api {

const Type& Schema<KeyToPath>::type() {
  static constexpr Field kFields[] = {
      field<&KeyToPath::key>("key", 1, {.required = true, .keepZero = true, .doc = "The key."}),
      field<&KeyToPath::path>("path", 2,
                              {.required = true, .keepZero = true, .doc = "Where it is found or put."}),
      field<&KeyToPath::mode>("mode", 3, {.doc = "Permission bits of this file."}),
      field<&KeyToPath::user>("user", 4, {.doc = "Who uses it."}),
  };
  static const Type kType = structType<KeyToPath>("KeyToPath", "io.k8s.api.core.v1.KeyToPath", kFields, "");
  return kType;
}

const Type& Schema<DownwardAPIVolumeFile>::type() {
  static constexpr Field kFields[] = {
      field<&DownwardAPIVolumeFile::path>(
          "path", 1, {.required = true, .keepZero = true, .doc = "Where it is found or put."}),
      field<&DownwardAPIVolumeFile::fieldRef>("fieldRef", 2, {.doc = "A field of the Pod."}),
      field<&DownwardAPIVolumeFile::resourceFieldRef>("resourceFieldRef", 3,
                                                      {.doc = "A resource of a container."}),
      field<&DownwardAPIVolumeFile::mode>("mode", 4, {.doc = "Permission bits of this file."}),
      field<&DownwardAPIVolumeFile::user>("user", 5, {.doc = "Who uses it."}),
  };
  static const Type kType = structType<DownwardAPIVolumeFile>(
      "DownwardAPIVolumeFile", "io.k8s.api.core.v1.DownwardAPIVolumeFile", kFields, "");
  return kType;
}

const Type& Schema<SecretVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&SecretVolumeSource::secretName>("secretName", 1, {.doc = "The Secret."}),
      field<&SecretVolumeSource::items>(
          "items", 2, {.merge = Merge::Atomic, .doc = "Which keys become which files; all when empty."}),
      field<&SecretVolumeSource::defaultMode>(
          "defaultMode", 3, {.doc = "Permission bits of created files; 0644 when left out."}),
      field<&SecretVolumeSource::optional>("optional", 4,
                                           {.doc = "Whether the source, or its key, may be missing."}),
      field<&SecretVolumeSource::defaultUser>("defaultUser", 5, {.doc = "Numeric owner of created files."}),
  };
  static const Type kType = structType<SecretVolumeSource>(
      "SecretVolumeSource", "io.k8s.api.core.v1.SecretVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<ConfigMapVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&ConfigMapVolumeSource::localObjectReference>("", 1),
      field<&ConfigMapVolumeSource::items>(
          "items", 2, {.merge = Merge::Atomic, .doc = "Which keys become which files; all when empty."}),
      field<&ConfigMapVolumeSource::defaultMode>(
          "defaultMode", 3, {.doc = "Permission bits of created files; 0644 when left out."}),
      field<&ConfigMapVolumeSource::optional>("optional", 4,
                                              {.doc = "Whether the source, or its key, may be missing."}),
      field<&ConfigMapVolumeSource::defaultUser>("defaultUser", 5,
                                                 {.doc = "Numeric owner of created files."}),
  };
  static const Type kType = structType<ConfigMapVolumeSource>(
      "ConfigMapVolumeSource", "io.k8s.api.core.v1.ConfigMapVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<DownwardAPIVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&DownwardAPIVolumeSource::items>(
          "items", 1, {.merge = Merge::Atomic, .doc = "Which keys become which files; all when empty."}),
      field<&DownwardAPIVolumeSource::defaultMode>(
          "defaultMode", 2, {.doc = "Permission bits of created files; 0644 when left out."}),
      field<&DownwardAPIVolumeSource::defaultUser>("defaultUser", 3,
                                                   {.doc = "Numeric owner of created files."}),
  };
  static const Type kType = structType<DownwardAPIVolumeSource>(
      "DownwardAPIVolumeSource", "io.k8s.api.core.v1.DownwardAPIVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<SecretProjection>::type() {
  static constexpr Field kFields[] = {
      field<&SecretProjection::localObjectReference>("", 1),
      field<&SecretProjection::items>(
          "items", 2, {.merge = Merge::Atomic, .doc = "Which keys become which files; all when empty."}),
      field<&SecretProjection::optional>("optional", 4,
                                         {.doc = "Whether the source, or its key, may be missing."}),
  };
  static const Type kType =
      structType<SecretProjection>("SecretProjection", "io.k8s.api.core.v1.SecretProjection", kFields, "");
  return kType;
}

const Type& Schema<DownwardAPIProjection>::type() {
  static constexpr Field kFields[] = {
      field<&DownwardAPIProjection::items>(
          "items", 1, {.merge = Merge::Atomic, .doc = "Which keys become which files; all when empty."}),
  };
  static const Type kType = structType<DownwardAPIProjection>(
      "DownwardAPIProjection", "io.k8s.api.core.v1.DownwardAPIProjection", kFields, "");
  return kType;
}

const Type& Schema<ConfigMapProjection>::type() {
  static constexpr Field kFields[] = {
      field<&ConfigMapProjection::localObjectReference>("", 1),
      field<&ConfigMapProjection::items>(
          "items", 2, {.merge = Merge::Atomic, .doc = "Which keys become which files; all when empty."}),
      field<&ConfigMapProjection::optional>("optional", 4,
                                            {.doc = "Whether the source, or its key, may be missing."}),
  };
  static const Type kType = structType<ConfigMapProjection>(
      "ConfigMapProjection", "io.k8s.api.core.v1.ConfigMapProjection", kFields, "");
  return kType;
}

const Type& Schema<ServiceAccountTokenProjection>::type() {
  static constexpr Field kFields[] = {
      field<&ServiceAccountTokenProjection::audience>("audience", 1, {.doc = "Who the token is for."}),
      field<&ServiceAccountTokenProjection::expirationSeconds>(
          "expirationSeconds", 2, {.doc = "How long it is good; it is renewed in time."}),
      field<&ServiceAccountTokenProjection::path>(
          "path", 3, {.required = true, .keepZero = true, .doc = "Where it is found or put."}),
      field<&ServiceAccountTokenProjection::user>("user", 4, {.doc = "Who uses it."}),
  };
  static const Type kType = structType<ServiceAccountTokenProjection>(
      "ServiceAccountTokenProjection", "io.k8s.api.core.v1.ServiceAccountTokenProjection", kFields, "");
  return kType;
}

const Type& Schema<ClusterTrustBundleProjection>::type() {
  static constexpr Field kFields[] = {
      field<&ClusterTrustBundleProjection::name>("name", 1, {.doc = "Its name."}),
      field<&ClusterTrustBundleProjection::signerName>("signerName", 2, {.doc = "Bundles of this signer."}),
      field<&ClusterTrustBundleProjection::labelSelector>("labelSelector", 3,
                                                          {.doc = "Which objects count, by their labels."}),
      field<&ClusterTrustBundleProjection::optional>(
          "optional", 5, {.doc = "Whether the source, or its key, may be missing."}),
      field<&ClusterTrustBundleProjection::path>(
          "path", 4, {.required = true, .keepZero = true, .doc = "Where it is found or put."}),
      field<&ClusterTrustBundleProjection::user>("user", 6, {.doc = "Who uses it."}),
  };
  static const Type kType = structType<ClusterTrustBundleProjection>(
      "ClusterTrustBundleProjection", "io.k8s.api.core.v1.ClusterTrustBundleProjection", kFields, "");
  return kType;
}

const Type& Schema<PodCertificateProjection>::type() {
  static constexpr Field kFields[] = {
      field<&PodCertificateProjection::signerName>("signerName", 1, {.required = true, .doc = "Who signs."}),
      field<&PodCertificateProjection::keyType>("keyType", 2, {.required = true, .doc = "The kind of key."}),
      field<&PodCertificateProjection::maxExpirationSeconds>("maxExpirationSeconds", 3,
                                                             {.doc = "How long it may be good."}),
      field<&PodCertificateProjection::credentialBundlePath>(
          "credentialBundlePath", 4, {.doc = "The file for key and certificates together."}),
      field<&PodCertificateProjection::keyPath>("keyPath", 5, {.doc = "The file for the key."}),
      field<&PodCertificateProjection::certificateChainPath>("certificateChainPath", 6,
                                                             {.doc = "The file for the certificates."}),
      field<&PodCertificateProjection::userAnnotations>("userAnnotations", 7,
                                                        {.doc = "Annotations for the signer."}),
      field<&PodCertificateProjection::user>("user", 8, {.doc = "Who uses it."}),
  };
  static const Type kType = structType<PodCertificateProjection>(
      "PodCertificateProjection", "io.k8s.api.core.v1.PodCertificateProjection", kFields, "");
  return kType;
}

const Type& Schema<VolumeProjection>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeProjection::secret>("secret", 1, {.doc = "A Secret."}),
      field<&VolumeProjection::downwardAPI>("downwardAPI", 2, {.doc = "Fields of the Pod."}),
      field<&VolumeProjection::configMap>("configMap", 3, {.doc = "A ConfigMap."}),
      field<&VolumeProjection::serviceAccountToken>("serviceAccountToken", 4, {.doc = "A token."}),
      field<&VolumeProjection::clusterTrustBundle>("clusterTrustBundle", 5, {.doc = "Trusted certificates."}),
      field<&VolumeProjection::podCertificate>("podCertificate", 6, {.doc = "A certificate of its own."}),
  };
  static const Type kType =
      structType<VolumeProjection>("VolumeProjection", "io.k8s.api.core.v1.VolumeProjection", kFields, "");
  return kType;
}

const Type& Schema<ProjectedVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&ProjectedVolumeSource::sources>(
          "sources", 1, {.keepZero = true, .merge = Merge::Atomic, .doc = "What it is made of."}),
      field<&ProjectedVolumeSource::defaultMode>(
          "defaultMode", 2, {.doc = "Permission bits of created files; 0644 when left out."}),
      field<&ProjectedVolumeSource::defaultUser>("defaultUser", 3,
                                                 {.doc = "Numeric owner of created files."}),
  };
  static const Type kType = structType<ProjectedVolumeSource>(
      "ProjectedVolumeSource", "io.k8s.api.core.v1.ProjectedVolumeSource", kFields, "");
  return kType;
}

}  // namespace seamark::api
