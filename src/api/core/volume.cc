// Rows of core/volume.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/volume.h"

namespace seamark::api {

const Type& Schema<VolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeSource::hostPath>("hostPath", 1, {.doc = "A path on the node."}),
      field<&VolumeSource::emptyDir>("emptyDir", 2, {.doc = "A directory that lives as long as the Pod."}),
      field<&VolumeSource::gcePersistentDisk>("gcePersistentDisk", 3),
      field<&VolumeSource::awsElasticBlockStore>("awsElasticBlockStore", 4),
      field<&VolumeSource::gitRepo>("gitRepo", 5),
      field<&VolumeSource::secret>("secret", 6, {.doc = "A Secret."}),
      field<&VolumeSource::nfs>("nfs", 7, {.doc = "An NFS share."}),
      field<&VolumeSource::iscsi>("iscsi", 8, {.doc = "An iSCSI disk."}),
      field<&VolumeSource::glusterfs>("glusterfs", 9),
      field<&VolumeSource::persistentVolumeClaim>("persistentVolumeClaim", 10,
                                                  {.doc = "A persistent volume, through its claim."}),
      field<&VolumeSource::rbd>("rbd", 11),
      field<&VolumeSource::flexVolume>("flexVolume", 12, {.doc = "A volume of a FlexVolume driver."}),
      field<&VolumeSource::cinder>("cinder", 13),
      field<&VolumeSource::cephfs>("cephfs", 14),
      field<&VolumeSource::flocker>("flocker", 15),
      field<&VolumeSource::downwardAPI>("downwardAPI", 16, {.doc = "Fields of the Pod."}),
      field<&VolumeSource::fc>("fc", 17, {.doc = "A Fibre Channel disk."}),
      field<&VolumeSource::azureFile>("azureFile", 18),
      field<&VolumeSource::configMap>("configMap", 19, {.doc = "A ConfigMap."}),
      field<&VolumeSource::vsphereVolume>("vsphereVolume", 20),
      field<&VolumeSource::quobyte>("quobyte", 21),
      field<&VolumeSource::azureDisk>("azureDisk", 22),
      field<&VolumeSource::photonPersistentDisk>("photonPersistentDisk", 23),
      field<&VolumeSource::projected>("projected", 26, {.doc = "Several API objects in one directory."}),
      field<&VolumeSource::portworxVolume>("portworxVolume", 24),
      field<&VolumeSource::scaleIO>("scaleIO", 25),
      field<&VolumeSource::storageos>("storageos", 27),
      field<&VolumeSource::csi>("csi", 28, {.doc = "A volume of a CSI driver."}),
      field<&VolumeSource::ephemeral>("ephemeral", 29, {.doc = "A persistent volume made for the Pod."}),
      field<&VolumeSource::image>("image", 30, {.doc = "The contents of an image."}),
  };
  static const Type kType =
      structType<VolumeSource>("VolumeSource", "io.k8s.api.core.v1.VolumeSource", kFields, "");
  return kType;
}

const Type& Schema<Volume>::type() {
  static constexpr Field kFields[] = {
      field<&Volume::name>("name", 1,
                           {.required = true, .keepZero = true, .doc = "Its name, unique in the Pod."}),
      field<&Volume::volumeSource>("", 2),
  };
  static const Type kType =
      structType<Volume>("Volume", "io.k8s.api.core.v1.Volume", kFields, "A volume of a Pod.");
  return kType;
}

}  // namespace seamark::api
