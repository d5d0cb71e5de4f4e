// A volume of a Pod.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/boxed.h"
#include "api/core/volume_claim.h"
#include "api/core/volume_disk.h"
#include "api/core/volume_projection.h"
#include "api/schema.h"

namespace seamark::api {

struct VolumeSource {
  Boxed<HostPathVolumeSource> hostPath;
  Boxed<EmptyDirVolumeSource> emptyDir;
  Boxed<GCEPersistentDiskVolumeSource> gcePersistentDisk;
  Boxed<AWSElasticBlockStoreVolumeSource> awsElasticBlockStore;
  Boxed<GitRepoVolumeSource> gitRepo;
  Boxed<SecretVolumeSource> secret;
  Boxed<NFSVolumeSource> nfs;
  Boxed<ISCSIVolumeSource> iscsi;
  Boxed<GlusterfsVolumeSource> glusterfs;
  Boxed<PersistentVolumeClaimVolumeSource> persistentVolumeClaim;
  Boxed<RBDVolumeSource> rbd;
  Boxed<FlexVolumeSource> flexVolume;
  Boxed<CinderVolumeSource> cinder;
  Boxed<CephFSVolumeSource> cephfs;
  Boxed<FlockerVolumeSource> flocker;
  Boxed<DownwardAPIVolumeSource> downwardAPI;
  Boxed<FCVolumeSource> fc;
  Boxed<AzureFileVolumeSource> azureFile;
  Boxed<ConfigMapVolumeSource> configMap;
  Boxed<VsphereVirtualDiskVolumeSource> vsphereVolume;
  Boxed<QuobyteVolumeSource> quobyte;
  Boxed<AzureDiskVolumeSource> azureDisk;
  Boxed<PhotonPersistentDiskVolumeSource> photonPersistentDisk;
  Boxed<ProjectedVolumeSource> projected;
  Boxed<PortworxVolumeSource> portworxVolume;
  Boxed<ScaleIOVolumeSource> scaleIO;
  Boxed<StorageOSVolumeSource> storageos;
  Boxed<CSIVolumeSource> csi;
  Boxed<EphemeralVolumeSource> ephemeral;
  Boxed<ImageVolumeSource> image;
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
