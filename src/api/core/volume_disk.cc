// Rows of core/volume_disk.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/volume_disk.h"

namespace seamark::api {

namespace {

constexpr std::string_view kHostPathType[] = {
    "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"};
constexpr std::string_view kAzureDataDiskCachingMode[] = {"None", "ReadOnly", "ReadWrite"};
constexpr std::string_view kAzureDataDiskKind[] = {"Dedicated", "Managed", "Shared"};
constexpr std::string_view kPullPolicy[] = {"Always", "IfNotPresent", "Never"};

}  // namespace

const Type& Schema<HostPathVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&HostPathVolumeSource::path>(
          "path", 1, {.required = true, .keepZero = true, .doc = "Where it is found or put."}),
      field<&HostPathVolumeSource::type>(
          "type", 2, {.enumValues = kHostPathType, .goType = "v1.HostPathType", .doc = "Which one it is."}),
  };
  static const Type kType = structType<HostPathVolumeSource>(
      "HostPathVolumeSource", "io.k8s.api.core.v1.HostPathVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<EmptyDirVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&EmptyDirVolumeSource::medium>(
          "medium", 1, {.goType = "v1.StorageMedium", .doc = "Memory, or empty for the node's disk."}),
      field<&EmptyDirVolumeSource::sizeLimit>("sizeLimit", 2, {.doc = "The most that it may hold."}),
      field<&EmptyDirVolumeSource::mode>("mode", 3, {.doc = "Permission bits of this file."}),
  };
  static const Type kType = structType<EmptyDirVolumeSource>(
      "EmptyDirVolumeSource", "io.k8s.api.core.v1.EmptyDirVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<GCEPersistentDiskVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&GCEPersistentDiskVolumeSource::pdName>("pdName", 1, {.required = true, .keepZero = true}),
      field<&GCEPersistentDiskVolumeSource::fsType>("fsType", 2,
                                                    {.doc = "The file system of the device, such as ext4."}),
      field<&GCEPersistentDiskVolumeSource::partition>("partition", 3),
      field<&GCEPersistentDiskVolumeSource::readOnly>("readOnly", 4,
                                                      {.doc = "Whether it is mounted read-only."}),
  };
  static const Type kType = structType<GCEPersistentDiskVolumeSource>(
      "GCEPersistentDiskVolumeSource", "io.k8s.api.core.v1.GCEPersistentDiskVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<AWSElasticBlockStoreVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&AWSElasticBlockStoreVolumeSource::volumeID>(
          "volumeID", 1,
          {.required = true, .keepZero = true, .doc = "The id of the volume at its provider."}),
      field<&AWSElasticBlockStoreVolumeSource::fsType>(
          "fsType", 2, {.doc = "The file system of the device, such as ext4."}),
      field<&AWSElasticBlockStoreVolumeSource::partition>("partition", 3),
      field<&AWSElasticBlockStoreVolumeSource::readOnly>("readOnly", 4,
                                                         {.doc = "Whether it is mounted read-only."}),
  };
  static const Type kType = structType<AWSElasticBlockStoreVolumeSource>(
      "AWSElasticBlockStoreVolumeSource", "io.k8s.api.core.v1.AWSElasticBlockStoreVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<GitRepoVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&GitRepoVolumeSource::repository>("repository", 1, {.required = true, .keepZero = true}),
      field<&GitRepoVolumeSource::revision>("revision", 2),
      field<&GitRepoVolumeSource::directory>("directory", 3),
  };
  static const Type kType = structType<GitRepoVolumeSource>(
      "GitRepoVolumeSource", "io.k8s.api.core.v1.GitRepoVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<NFSVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&NFSVolumeSource::server>("server", 1,
                                      {.required = true, .keepZero = true, .doc = "The server."}),
      field<&NFSVolumeSource::path>("path", 2,
                                    {.required = true, .keepZero = true, .doc = "Where it is found or put."}),
      field<&NFSVolumeSource::readOnly>("readOnly", 3, {.doc = "Whether it is mounted read-only."}),
  };
  static const Type kType =
      structType<NFSVolumeSource>("NFSVolumeSource", "io.k8s.api.core.v1.NFSVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<ISCSIVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&ISCSIVolumeSource::targetPortal>("targetPortal", 1, {.required = true, .keepZero = true}),
      field<&ISCSIVolumeSource::iqn>("iqn", 2, {.required = true, .keepZero = true}),
      field<&ISCSIVolumeSource::lun>("lun", 3, {.required = true, .keepZero = true}),
      field<&ISCSIVolumeSource::iscsiInterface>("iscsiInterface", 4, {.defaultValue = "\"default\""}),
      field<&ISCSIVolumeSource::fsType>("fsType", 5, {.doc = "The file system of the device, such as ext4."}),
      field<&ISCSIVolumeSource::readOnly>("readOnly", 6, {.doc = "Whether it is mounted read-only."}),
      field<&ISCSIVolumeSource::portals>("portals", 7, {.merge = Merge::Atomic}),
      field<&ISCSIVolumeSource::chapAuthDiscovery>("chapAuthDiscovery", 8),
      field<&ISCSIVolumeSource::chapAuthSession>("chapAuthSession", 11),
      field<&ISCSIVolumeSource::secretRef>("secretRef", 10,
                                           {.doc = "A Secret with what is needed to log in."}),
      field<&ISCSIVolumeSource::initiatorName>("initiatorName", 12),
  };
  static const Type kType =
      structType<ISCSIVolumeSource>("ISCSIVolumeSource", "io.k8s.api.core.v1.ISCSIVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<GlusterfsVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&GlusterfsVolumeSource::endpoints>("endpoints", 1, {.required = true, .keepZero = true}),
      field<&GlusterfsVolumeSource::path>(
          "path", 2, {.required = true, .keepZero = true, .doc = "Where it is found or put."}),
      field<&GlusterfsVolumeSource::readOnly>("readOnly", 3, {.doc = "Whether it is mounted read-only."}),
  };
  static const Type kType = structType<GlusterfsVolumeSource>(
      "GlusterfsVolumeSource", "io.k8s.api.core.v1.GlusterfsVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<RBDVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&RBDVolumeSource::monitors>("monitors", 1,
                                        {.required = true, .keepZero = true, .merge = Merge::Atomic}),
      field<&RBDVolumeSource::image>("image", 2, {.required = true, .keepZero = true}),
      field<&RBDVolumeSource::fsType>("fsType", 3, {.doc = "The file system of the device, such as ext4."}),
      field<&RBDVolumeSource::pool>("pool", 4, {.defaultValue = "\"rbd\""}),
      field<&RBDVolumeSource::user>("user", 5, {.defaultValue = "\"admin\"", .doc = "Who uses it."}),
      field<&RBDVolumeSource::keyring>("keyring", 6, {.defaultValue = "\"/etc/ceph/keyring\""}),
      field<&RBDVolumeSource::secretRef>("secretRef", 7, {.doc = "A Secret with what is needed to log in."}),
      field<&RBDVolumeSource::readOnly>("readOnly", 8, {.doc = "Whether it is mounted read-only."}),
  };
  static const Type kType =
      structType<RBDVolumeSource>("RBDVolumeSource", "io.k8s.api.core.v1.RBDVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<FlexVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&FlexVolumeSource::driver>("driver", 1,
                                       {.required = true, .keepZero = true, .doc = "The driver."}),
      field<&FlexVolumeSource::fsType>("fsType", 2, {.doc = "The file system of the device, such as ext4."}),
      field<&FlexVolumeSource::secretRef>("secretRef", 3, {.doc = "A Secret with what is needed to log in."}),
      field<&FlexVolumeSource::readOnly>("readOnly", 4, {.doc = "Whether it is mounted read-only."}),
      field<&FlexVolumeSource::options>("options", 5, {.doc = "Options for the driver."}),
  };
  static const Type kType =
      structType<FlexVolumeSource>("FlexVolumeSource", "io.k8s.api.core.v1.FlexVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<CinderVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&CinderVolumeSource::volumeID>(
          "volumeID", 1,
          {.required = true, .keepZero = true, .doc = "The id of the volume at its provider."}),
      field<&CinderVolumeSource::fsType>("fsType", 2,
                                         {.doc = "The file system of the device, such as ext4."}),
      field<&CinderVolumeSource::readOnly>("readOnly", 3, {.doc = "Whether it is mounted read-only."}),
      field<&CinderVolumeSource::secretRef>("secretRef", 4,
                                            {.doc = "A Secret with what is needed to log in."}),
  };
  static const Type kType = structType<CinderVolumeSource>(
      "CinderVolumeSource", "io.k8s.api.core.v1.CinderVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<CephFSVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&CephFSVolumeSource::monitors>("monitors", 1,
                                           {.required = true, .keepZero = true, .merge = Merge::Atomic}),
      field<&CephFSVolumeSource::path>("path", 2, {.doc = "Where it is found or put."}),
      field<&CephFSVolumeSource::user>("user", 3, {.doc = "Who uses it."}),
      field<&CephFSVolumeSource::secretFile>("secretFile", 4),
      field<&CephFSVolumeSource::secretRef>("secretRef", 5,
                                            {.doc = "A Secret with what is needed to log in."}),
      field<&CephFSVolumeSource::readOnly>("readOnly", 6, {.doc = "Whether it is mounted read-only."}),
  };
  static const Type kType = structType<CephFSVolumeSource>(
      "CephFSVolumeSource", "io.k8s.api.core.v1.CephFSVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<FlockerVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&FlockerVolumeSource::datasetName>("datasetName", 1),
      field<&FlockerVolumeSource::datasetUUID>("datasetUUID", 2),
  };
  static const Type kType = structType<FlockerVolumeSource>(
      "FlockerVolumeSource", "io.k8s.api.core.v1.FlockerVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<FCVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&FCVolumeSource::targetWWNs>("targetWWNs", 1, {.merge = Merge::Atomic}),
      field<&FCVolumeSource::lun>("lun", 2),
      field<&FCVolumeSource::fsType>("fsType", 3, {.doc = "The file system of the device, such as ext4."}),
      field<&FCVolumeSource::readOnly>("readOnly", 4, {.doc = "Whether it is mounted read-only."}),
      field<&FCVolumeSource::wwids>("wwids", 5, {.merge = Merge::Atomic}),
  };
  static const Type kType =
      structType<FCVolumeSource>("FCVolumeSource", "io.k8s.api.core.v1.FCVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<AzureFileVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&AzureFileVolumeSource::secretName>("secretName", 1, {.required = true, .keepZero = true}),
      field<&AzureFileVolumeSource::shareName>("shareName", 2, {.required = true, .keepZero = true}),
      field<&AzureFileVolumeSource::readOnly>("readOnly", 3, {.doc = "Whether it is mounted read-only."}),
  };
  static const Type kType = structType<AzureFileVolumeSource>(
      "AzureFileVolumeSource", "io.k8s.api.core.v1.AzureFileVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<VsphereVirtualDiskVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&VsphereVirtualDiskVolumeSource::volumePath>("volumePath", 1,
                                                         {.required = true, .keepZero = true}),
      field<&VsphereVirtualDiskVolumeSource::fsType>("fsType", 2,
                                                     {.doc = "The file system of the device, such as ext4."}),
      field<&VsphereVirtualDiskVolumeSource::storagePolicyName>("storagePolicyName", 3),
      field<&VsphereVirtualDiskVolumeSource::storagePolicyID>("storagePolicyID", 4),
  };
  static const Type kType = structType<VsphereVirtualDiskVolumeSource>(
      "VsphereVirtualDiskVolumeSource", "io.k8s.api.core.v1.VsphereVirtualDiskVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<QuobyteVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&QuobyteVolumeSource::registry>("registry", 1, {.required = true, .keepZero = true}),
      field<&QuobyteVolumeSource::volume>("volume", 2, {.required = true, .keepZero = true}),
      field<&QuobyteVolumeSource::readOnly>("readOnly", 3, {.doc = "Whether it is mounted read-only."}),
      field<&QuobyteVolumeSource::user>("user", 4, {.doc = "Who uses it."}),
      field<&QuobyteVolumeSource::group>("group", 5),
      field<&QuobyteVolumeSource::tenant>("tenant", 6),
  };
  static const Type kType = structType<QuobyteVolumeSource>(
      "QuobyteVolumeSource", "io.k8s.api.core.v1.QuobyteVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<AzureDiskVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&AzureDiskVolumeSource::diskName>("diskName", 1, {.required = true, .keepZero = true}),
      field<&AzureDiskVolumeSource::diskURI>("diskURI", 2, {.required = true, .keepZero = true}),
      field<&AzureDiskVolumeSource::cachingMode>("cachingMode", 3,
                                                 {.defaultValue = "ref(AzureDataDiskCachingReadWrite)",
                                                  .enumValues = kAzureDataDiskCachingMode,
                                                  .goType = "v1.AzureDataDiskCachingMode"}),
      field<&AzureDiskVolumeSource::fsType>(
          "fsType", 4, {.defaultValue = "\"ext4\"", .doc = "The file system of the device, such as ext4."}),
      field<&AzureDiskVolumeSource::readOnly>(
          "readOnly", 5, {.defaultValue = "false", .doc = "Whether it is mounted read-only."}),
      field<&AzureDiskVolumeSource::kind>("kind", 6,
                                          {.defaultValue = "ref(AzureSharedBlobDisk)",
                                           .enumValues = kAzureDataDiskKind,
                                           .goType = "v1.AzureDataDiskKind",
                                           .doc = "The kind of what is referred to."}),
  };
  static const Type kType = structType<AzureDiskVolumeSource>(
      "AzureDiskVolumeSource", "io.k8s.api.core.v1.AzureDiskVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<PhotonPersistentDiskVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&PhotonPersistentDiskVolumeSource::pdID>("pdID", 1, {.required = true, .keepZero = true}),
      field<&PhotonPersistentDiskVolumeSource::fsType>(
          "fsType", 2, {.doc = "The file system of the device, such as ext4."}),
  };
  static const Type kType = structType<PhotonPersistentDiskVolumeSource>(
      "PhotonPersistentDiskVolumeSource", "io.k8s.api.core.v1.PhotonPersistentDiskVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<PortworxVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&PortworxVolumeSource::volumeID>(
          "volumeID", 1,
          {.required = true, .keepZero = true, .doc = "The id of the volume at its provider."}),
      field<&PortworxVolumeSource::fsType>("fsType", 2,
                                           {.doc = "The file system of the device, such as ext4."}),
      field<&PortworxVolumeSource::readOnly>("readOnly", 3, {.doc = "Whether it is mounted read-only."}),
  };
  static const Type kType = structType<PortworxVolumeSource>(
      "PortworxVolumeSource", "io.k8s.api.core.v1.PortworxVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<ScaleIOVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&ScaleIOVolumeSource::gateway>("gateway", 1, {.required = true, .keepZero = true}),
      field<&ScaleIOVolumeSource::system>("system", 2, {.required = true, .keepZero = true}),
      field<&ScaleIOVolumeSource::secretRef>(
          "secretRef", 3,
          {.required = true, .keepZero = true, .doc = "A Secret with what is needed to log in."}),
      field<&ScaleIOVolumeSource::sslEnabled>("sslEnabled", 4),
      field<&ScaleIOVolumeSource::protectionDomain>("protectionDomain", 5),
      field<&ScaleIOVolumeSource::storagePool>("storagePool", 6),
      field<&ScaleIOVolumeSource::storageMode>("storageMode", 7, {.defaultValue = "\"ThinProvisioned\""}),
      field<&ScaleIOVolumeSource::volumeName>("volumeName", 8),
      field<&ScaleIOVolumeSource::fsType>(
          "fsType", 9, {.defaultValue = "\"xfs\"", .doc = "The file system of the device, such as ext4."}),
      field<&ScaleIOVolumeSource::readOnly>("readOnly", 10, {.doc = "Whether it is mounted read-only."}),
  };
  static const Type kType = structType<ScaleIOVolumeSource>(
      "ScaleIOVolumeSource", "io.k8s.api.core.v1.ScaleIOVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<StorageOSVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&StorageOSVolumeSource::volumeName>("volumeName", 1),
      field<&StorageOSVolumeSource::volumeNamespace>("volumeNamespace", 2),
      field<&StorageOSVolumeSource::fsType>("fsType", 3,
                                            {.doc = "The file system of the device, such as ext4."}),
      field<&StorageOSVolumeSource::readOnly>("readOnly", 4, {.doc = "Whether it is mounted read-only."}),
      field<&StorageOSVolumeSource::secretRef>("secretRef", 5,
                                               {.doc = "A Secret with what is needed to log in."}),
  };
  static const Type kType = structType<StorageOSVolumeSource>(
      "StorageOSVolumeSource", "io.k8s.api.core.v1.StorageOSVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<CSIVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&CSIVolumeSource::driver>("driver", 1,
                                      {.required = true, .keepZero = true, .doc = "The driver."}),
      field<&CSIVolumeSource::readOnly>("readOnly", 2, {.doc = "Whether it is mounted read-only."}),
      field<&CSIVolumeSource::fsType>("fsType", 3, {.doc = "The file system of the device, such as ext4."}),
      field<&CSIVolumeSource::volumeAttributes>("volumeAttributes", 4, {.doc = "Attributes for the driver."}),
      field<&CSIVolumeSource::nodePublishSecretRef>("nodePublishSecretRef", 5,
                                                    {.doc = "A Secret for the driver."}),
  };
  static const Type kType =
      structType<CSIVolumeSource>("CSIVolumeSource", "io.k8s.api.core.v1.CSIVolumeSource", kFields, "");
  return kType;
}

const Type& Schema<ImageVolumeSource>::type() {
  static constexpr Field kFields[] = {
      field<&ImageVolumeSource::reference>("reference", 1, {.doc = "The image or artifact."}),
      field<&ImageVolumeSource::pullPolicy>(
          "pullPolicy", 2,
          {.enumValues = kPullPolicy, .goType = "v1.PullPolicy", .doc = "Always, IfNotPresent or Never."}),
  };
  static const Type kType =
      structType<ImageVolumeSource>("ImageVolumeSource", "io.k8s.api.core.v1.ImageVolumeSource", kFields, "");
  return kType;
}

}  // namespace seamark::api
