// A volume of a Pod.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/core/volume_claim.h"
#include "api/core/volume_disk.h"
#include "api/core/volume_projection.h"
#include "api/schema.h"

namespace seamark::api {

struct VolumeSource {
  std::optional<HostPathVolumeSource> hostPath;
  std::optional<EmptyDirVolumeSource> emptyDir;
  std::optional<GCEPersistentDiskVolumeSource> gcePersistentDisk;
  std::optional<AWSElasticBlockStoreVolumeSource> awsElasticBlockStore;
  std::optional<GitRepoVolumeSource> gitRepo;
  std::optional<SecretVolumeSource> secret;
  std::optional<NFSVolumeSource> nfs;
  std::optional<ISCSIVolumeSource> iscsi;
  std::optional<GlusterfsVolumeSource> glusterfs;
  std::optional<PersistentVolumeClaimVolumeSource> persistentVolumeClaim;
  std::optional<RBDVolumeSource> rbd;
  std::optional<FlexVolumeSource> flexVolume;
  std::optional<CinderVolumeSource> cinder;
  std::optional<CephFSVolumeSource> cephfs;
  std::optional<FlockerVolumeSource> flocker;
  std::optional<DownwardAPIVolumeSource> downwardAPI;
  std::optional<FCVolumeSource> fc;
  std::optional<AzureFileVolumeSource> azureFile;
  std::optional<ConfigMapVolumeSource> configMap;
  std::optional<VsphereVirtualDiskVolumeSource> vsphereVolume;
  std::optional<QuobyteVolumeSource> quobyte;
  std::optional<AzureDiskVolumeSource> azureDisk;
  std::optional<PhotonPersistentDiskVolumeSource> photonPersistentDisk;
  std::optional<ProjectedVolumeSource> projected;
  std::optional<PortworxVolumeSource> portworxVolume;
  std::optional<ScaleIOVolumeSource> scaleIO;
  std::optional<StorageOSVolumeSource> storageos;
  std::optional<CSIVolumeSource> csi;
  std::optional<EphemeralVolumeSource> ephemeral;
  std::optional<ImageVolumeSource> image;
  bool operator==(const VolumeSource&) const = default;
};

// A volume of a Pod.
struct Volume {
  std::string name;
  VolumeSource volumeSource;
  bool operator==(const Volume&) const = default;
};

template <>
struct Schema<VolumeSource> {
  static const Type& type();
};
template <>
struct Schema<Volume> {
  static const Type& type();
};

}  // namespace seamark::api
