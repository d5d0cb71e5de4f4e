// Volumes that are disks and file systems of machines, clouds and storage products.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/references.h"
#include "api/schema.h"

namespace seamark::api {

struct HostPathVolumeSource {
  std::string path;
  std::optional<std::string> type;
  bool operator==(const HostPathVolumeSource&) const = default;
};

struct EmptyDirVolumeSource {
  std::string medium;
  std::optional<Quantity> sizeLimit;
  std::optional<int32_t> mode;
  bool operator==(const EmptyDirVolumeSource&) const = default;
};

struct GCEPersistentDiskVolumeSource {
  std::string pdName;
  std::string fsType;
  int32_t partition = 0;
  bool readOnly = false;
  bool operator==(const GCEPersistentDiskVolumeSource&) const = default;
};

struct AWSElasticBlockStoreVolumeSource {
  std::string volumeID;
  std::string fsType;
  int32_t partition = 0;
  bool readOnly = false;
  bool operator==(const AWSElasticBlockStoreVolumeSource&) const = default;
};

struct GitRepoVolumeSource {
  std::string repository;
  std::string revision;
  std::string directory;
  bool operator==(const GitRepoVolumeSource&) const = default;
};

struct NFSVolumeSource {
  std::string server;
  std::string path;
  bool readOnly = false;
  bool operator==(const NFSVolumeSource&) const = default;
};

struct ISCSIVolumeSource {
  std::string targetPortal;
  std::string iqn;
  int32_t lun = 0;
  std::string iscsiInterface;
  std::string fsType;
  bool readOnly = false;
  std::vector<std::string> portals;
  bool chapAuthDiscovery = false;
  bool chapAuthSession = false;
  std::optional<LocalObjectReference> secretRef;
  std::optional<std::string> initiatorName;
  bool operator==(const ISCSIVolumeSource&) const = default;
};

struct GlusterfsVolumeSource {
  std::string endpoints;
  std::string path;
  bool readOnly = false;
  bool operator==(const GlusterfsVolumeSource&) const = default;
};

struct RBDVolumeSource {
  std::vector<std::string> monitors;
  std::string image;
  std::string fsType;
  std::string pool;
  std::string user;
  std::string keyring;
  std::optional<LocalObjectReference> secretRef;
  bool readOnly = false;
  bool operator==(const RBDVolumeSource&) const = default;
};

struct FlexVolumeSource {
  std::string driver;
  std::string fsType;
  std::optional<LocalObjectReference> secretRef;
  bool readOnly = false;
  std::map<std::string, std::string> options;
  bool operator==(const FlexVolumeSource&) const = default;
};

struct CinderVolumeSource {
  std::string volumeID;
  std::string fsType;
  bool readOnly = false;
  std::optional<LocalObjectReference> secretRef;
  bool operator==(const CinderVolumeSource&) const = default;
};

struct CephFSVolumeSource {
  std::vector<std::string> monitors;
  std::string path;
  std::string user;
  std::string secretFile;
  std::optional<LocalObjectReference> secretRef;
  bool readOnly = false;
  bool operator==(const CephFSVolumeSource&) const = default;
};

struct FlockerVolumeSource {
  std::string datasetName;
  std::string datasetUUID;
  bool operator==(const FlockerVolumeSource&) const = default;
};

struct FCVolumeSource {
  std::vector<std::string> targetWWNs;
  std::optional<int32_t> lun;
  std::string fsType;
  bool readOnly = false;
  std::vector<std::string> wwids;
  bool operator==(const FCVolumeSource&) const = default;
};

struct AzureFileVolumeSource {
  std::string secretName;
  std::string shareName;
  bool readOnly = false;
  bool operator==(const AzureFileVolumeSource&) const = default;
};

struct VsphereVirtualDiskVolumeSource {
  std::string volumePath;
  std::string fsType;
  std::string storagePolicyName;
  std::string storagePolicyID;
  bool operator==(const VsphereVirtualDiskVolumeSource&) const = default;
};

struct QuobyteVolumeSource {
  std::string registry;
  std::string volume;
  bool readOnly = false;
  std::string user;
  std::string group;
  std::string tenant;
  bool operator==(const QuobyteVolumeSource&) const = default;
};

struct AzureDiskVolumeSource {
  std::string diskName;
  std::string diskURI;
  std::optional<std::string> cachingMode;
  std::optional<std::string> fsType;
  std::optional<bool> readOnly;
  std::optional<std::string> kind;
  bool operator==(const AzureDiskVolumeSource&) const = default;
};

struct PhotonPersistentDiskVolumeSource {
  std::string pdID;
  std::string fsType;
  bool operator==(const PhotonPersistentDiskVolumeSource&) const = default;
};

struct PortworxVolumeSource {
  std::string volumeID;
  std::string fsType;
  bool readOnly = false;
  bool operator==(const PortworxVolumeSource&) const = default;
};

struct ScaleIOVolumeSource {
  std::string gateway;
  std::string system;
  std::optional<LocalObjectReference> secretRef;
  bool sslEnabled = false;
  std::string protectionDomain;
  std::string storagePool;
  std::string storageMode;
  std::string volumeName;
  std::string fsType;
  bool readOnly = false;
  bool operator==(const ScaleIOVolumeSource&) const = default;
};

struct StorageOSVolumeSource {
  std::string volumeName;
  std::string volumeNamespace;
  std::string fsType;
  bool readOnly = false;
  std::optional<LocalObjectReference> secretRef;
  bool operator==(const StorageOSVolumeSource&) const = default;
};

struct CSIVolumeSource {
  std::string driver;
  std::optional<bool> readOnly;
  std::optional<std::string> fsType;
  std::map<std::string, std::string> volumeAttributes;
  std::optional<LocalObjectReference> nodePublishSecretRef;
  bool operator==(const CSIVolumeSource&) const = default;
};

struct ImageVolumeSource {
  std::string reference;
  std::string pullPolicy;
  bool operator==(const ImageVolumeSource&) const = default;
};

template <>
struct Schema<HostPathVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<EmptyDirVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<GCEPersistentDiskVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<AWSElasticBlockStoreVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<GitRepoVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<NFSVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<ISCSIVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<GlusterfsVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<RBDVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<FlexVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<CinderVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<CephFSVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<FlockerVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<FCVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<AzureFileVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<VsphereVirtualDiskVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<QuobyteVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<AzureDiskVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<PhotonPersistentDiskVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<PortworxVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<ScaleIOVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<StorageOSVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<CSIVolumeSource> {
  static const Type& type();
};
template <>
struct Schema<ImageVolumeSource> {
  static const Type& type();
};

}  // namespace seamark::api
