// Rows of core/volume.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/volume.h"

namespace seamark::api {

const Type& Schema<VolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&VolumeSource::hostPath>("hostPath", 1),
      field<&VolumeSource::emptyDir>("emptyDir", 2),
      field<&VolumeSource::gcePersistentDisk>("gcePersistentDisk", 3),
      field<&VolumeSource::awsElasticBlockStore>("awsElasticBlockStore", 4),
      field<&VolumeSource::gitRepo>("gitRepo", 5),
      field<&VolumeSource::secret>("secret", 6),
      field<&VolumeSource::nfs>("nfs", 7),
      field<&VolumeSource::iscsi>("iscsi", 8),
      field<&VolumeSource::glusterfs>("glusterfs", 9),
      field<&VolumeSource::persistentVolumeClaim>("persistentVolumeClaim", 10),
      field<&VolumeSource::rbd>("rbd", 11),
      field<&VolumeSource::flexVolume>("flexVolume", 12),
      field<&VolumeSource::cinder>("cinder", 13),
      field<&VolumeSource::cephfs>("cephfs", 14),
      field<&VolumeSource::flocker>("flocker", 15),
      field<&VolumeSource::downwardAPI>("downwardAPI", 16),
      field<&VolumeSource::fc>("fc", 17),
      field<&VolumeSource::azureFile>("azureFile", 18),
      field<&VolumeSource::configMap>("configMap", 19),
      field<&VolumeSource::vsphereVolume>("vsphereVolume", 20),
      field<&VolumeSource::quobyte>("quobyte", 21),
      field<&VolumeSource::azureDisk>("azureDisk", 22),
      field<&VolumeSource::photonPersistentDisk>("photonPersistentDisk", 23),
      field<&VolumeSource::projected>("projected", 26),
      field<&VolumeSource::portworxVolume>("portworxVolume", 24),
      field<&VolumeSource::scaleIO>("scaleIO", 25),
      field<&VolumeSource::storageos>("storageos", 27),
      field<&VolumeSource::csi>("csi", 28),
      field<&VolumeSource::ephemeral>("ephemeral", 29),
      field<&VolumeSource::image>("image", 30),
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
