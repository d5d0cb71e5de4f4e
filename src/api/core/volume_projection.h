// Volumes made of API objects: Secrets, ConfigMaps, tokens, the Pod itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/boxed.h"
#include "api/core/env.h"
#include "api/core/references.h"
#include "api/meta/label_selector.h"
#include "api/schema.h"

namespace seamark::api {

struct KeyToPath {
  std::string key;
  std::string path;
  std::optional<int32_t> mode;
  std::optional<int64_t> user;
  bool operator==(const KeyToPath&) const = default;
};

struct DownwardAPIVolumeFile {
  std::string path;
  std::optional<ObjectFieldSelector> fieldRef;
  std::optional<ResourceFieldSelector> resourceFieldRef;
  std::optional<int32_t> mode;
  std::optional<int64_t> user;
  bool operator==(const DownwardAPIVolumeFile&) const = default;
};

struct SecretVolumeSource {
  std::string secretName;
  std::vector<KeyToPath> items;
  std::optional<int32_t> defaultMode;
  std::optional<bool> optional;
  std::optional<int64_t> defaultUser;
  bool operator==(const SecretVolumeSource&) const = default;
};

struct ConfigMapVolumeSource {
  LocalObjectReference localObjectReference;
  std::vector<KeyToPath> items;
  std::optional<int32_t> defaultMode;
  std::optional<bool> optional;
  std::optional<int64_t> defaultUser;
  bool operator==(const ConfigMapVolumeSource&) const = default;
};

struct DownwardAPIVolumeSource {
  std::vector<DownwardAPIVolumeFile> items;
  std::optional<int32_t> defaultMode;
  std::optional<int64_t> defaultUser;
  bool operator==(const DownwardAPIVolumeSource&) const = default;
};

struct SecretProjection {
  LocalObjectReference localObjectReference;
  std::vector<KeyToPath> items;
  std::optional<bool> optional;
  bool operator==(const SecretProjection&) const = default;
};

struct DownwardAPIProjection {
  std::vector<DownwardAPIVolumeFile> items;
  bool operator==(const DownwardAPIProjection&) const = default;
};

struct ConfigMapProjection {
  LocalObjectReference localObjectReference;
  std::vector<KeyToPath> items;
  std::optional<bool> optional;
  bool operator==(const ConfigMapProjection&) const = default;
};

struct ServiceAccountTokenProjection {
  std::string audience;
  std::optional<int64_t> expirationSeconds;
  std::string path;
  std::optional<int64_t> user;
  bool operator==(const ServiceAccountTokenProjection&) const = default;
};

struct ClusterTrustBundleProjection {
  std::optional<std::string> name;
  std::optional<std::string> signerName;
  std::optional<MetaLabelSelector> labelSelector;
  std::optional<bool> optional;
  std::string path;
  std::optional<int64_t> user;
  bool operator==(const ClusterTrustBundleProjection&) const = default;
};

struct PodCertificateProjection {
  std::string signerName;
  std::string keyType;
  std::optional<int32_t> maxExpirationSeconds;
  std::string credentialBundlePath;
  std::string keyPath;
  std::string certificateChainPath;
  std::map<std::string, std::string> userAnnotations;
  std::optional<int64_t> user;
  bool operator==(const PodCertificateProjection&) const = default;
};

struct VolumeProjection {
  Boxed<SecretProjection> secret;
  Boxed<DownwardAPIProjection> downwardAPI;
  Boxed<ConfigMapProjection> configMap;
  Boxed<ServiceAccountTokenProjection> serviceAccountToken;
  Boxed<ClusterTrustBundleProjection> clusterTrustBundle;
  Boxed<PodCertificateProjection> podCertificate;
  bool operator==(const VolumeProjection&) const = default;
};

struct ProjectedVolumeSource {
  std::vector<VolumeProjection> sources;
  std::optional<int32_t> defaultMode;
  std::optional<int64_t> defaultUser;
  bool operator==(const ProjectedVolumeSource&) const = default;
};

template <>
struct Schema<KeyToPath> {
  static const Type& type();
};
template <>
struct Schema<DownwardAPIVolumeFile> {
  static const Type& type();
};
template <>
struct Schema<SecretVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<ConfigMapVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<DownwardAPIVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<SecretProjection> {
  static const Type& type();
};
template <>
struct Schema<DownwardAPIProjection> {
  static const Type& type();
};
template <>
struct Schema<ConfigMapProjection> {
  static const Type& type();
};
template <>
struct Schema<ServiceAccountTokenProjection> {
  static const Type& type();
};
template <>
struct Schema<ClusterTrustBundleProjection> {
  static const Type& type();
};
template <>
struct Schema<PodCertificateProjection> {
  static const Type& type();
};
template <>
struct Schema<VolumeProjection> {
  static const Type& type();
};
template <>
struct Schema<ProjectedVolumeSource> {
  static const Type& type();
};

}  // namespace seamark::api
