// Checks of volumes that are disks and file systems.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/volume_disk.h"
#include "api/field_error.h"

namespace seamark::api {

void validateDisk(FieldErrors& errors, const Path& path, const HostPathVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const EmptyDirVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const GCEPersistentDiskVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const AWSElasticBlockStoreVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const GitRepoVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const NFSVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const ISCSIVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const GlusterfsVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const RBDVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const FlexVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const CinderVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const CephFSVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const FlockerVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const FCVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const AzureFileVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const VsphereVirtualDiskVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const QuobyteVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const AzureDiskVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const PhotonPersistentDiskVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const PortworxVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const ScaleIOVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const StorageOSVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const CSIVolumeSource& source);
void validateDisk(FieldErrors& errors, const Path& path, const ImageVolumeSource& source);

}  // namespace seamark::api
