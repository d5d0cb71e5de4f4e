// What disks and file systems must say.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/volume_disk_validation.h"

#include <algorithm>
#include <array>

#include "api/core/volume_validation.h"
#include "api/quantity.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

void require(FieldErrors& errors, const Path& path, std::string_view field, std::string_view value) {
  if (value.empty()) errors.push_back(required(path.child(field)));
}

void requireSecretName(FieldErrors& errors, const Path& path,
                       const std::optional<LocalObjectReference>& secret) {
  if (secret) require(errors, path.child("secretRef"), "name", secret->name);
}

void validatePartition(FieldErrors& errors, const Path& path, int32_t partition) {
  if (partition < 0 || partition > 255)
    errors.push_back(
        invalidNumber(path.child("partition"), partition, "must be between 1 and 255, inclusive"));
}

void validateLun(FieldErrors& errors, const Path& path, int32_t lun) {
  if (lun < 0 || lun > 255)
    errors.push_back(invalidNumber(path.child("lun"), lun, "must be between 0 and 255, inclusive"));
}

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLettersAndDigits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";

bool consistsOf(std::string_view text, std::string_view letters) {
  return text.find_first_not_of(letters) == std::string_view::npos;
}

// YEAR-MONTH.domain:anything, what follows "iqn.".
bool isDatedDomain(std::string_view text) {
  constexpr size_t kDate = 8;
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon <= kDate || colon + 1 == text.size()) return false;
  if (!consistsOf(text.substr(0, 4), kDigits) || text[4] != '-' || !consistsOf(text.substr(5, 2), kDigits) ||
      text[7] != '.')
    return false;
  return consistsOf(text.substr(kDate, colon - kDate), kLettersAndDigits) &&
         text.find_first_of(",;*&$| \t\n\r\f\v", colon) == std::string_view::npos;
}

// The three ways to name who speaks iSCSI.
void validateQualifiedName(FieldErrors& errors, const Path& path, const std::string& name) {
  const std::string_view kind = std::string_view(name).substr(0, 3);
  if (kind != "iqn" && kind != "eui" && kind != "naa")
    return errors.push_back(invalidText(path, name, "must be valid format starting with iqn, eui, or naa"));
  const std::string_view rest = name.size() > 4 ? std::string_view(name).substr(4) : std::string_view();
  const auto isNumber = [&](size_t length) {
    return rest.size() == length &&
           consistsOf(rest, kLettersAndDigits.substr(0, kLettersAndDigits.size() - 2));
  };
  const bool good = kind == "iqn" ? isDatedDomain(rest) : isNumber(kind == "eui" ? 16 : 32);
  if (!good) errors.push_back(invalidText(path, name, "must be valid format"));
}

// host:port, several after commas. The part before the first colon may be anything.
bool isRegistry(std::string_view registry) {
  while (true) {
    const size_t comma = registry.find(',');
    const std::string_view pair = registry.substr(0, comma);
    if (std::count(pair.begin(), pair.end(), ':') != 1) return false;
    const size_t colon = pair.find(':');
    if (colon == 0 || colon + 1 == pair.size()) return false;
    if (comma == std::string_view::npos) return true;
    registry.remove_prefix(comma + 1);
  }
}

bool isReserved(std::string_view key) {
  const std::string_view domain = key.substr(0, key.find('/'));
  const auto isIn = [&](std::string_view parent) {
    return domain == parent || (domain.ends_with(parent) && domain[domain.size() - parent.size() - 1] == '.');
  };
  return isIn("kubernetes.io") || isIn("k8s.io");
}

}  // namespace

void validateDisk(FieldErrors& errors, const Path& path, const HostPathVolumeSource& source) {
  static constexpr std::array<std::string_view, 8> kTypes = {
      "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"};
  if (source.path.empty()) return errors.push_back(required(path.child("path")));
  if (stepsBack(source.path))
    errors.push_back(invalidText(path.child("path"), source.path, "must not contain '..'"));
  if (source.type && std::find(kTypes.begin(), kTypes.end(), *source.type) == kTypes.end())
    errors.push_back(notSupported(path.child("type"), *source.type, kTypes));
}

void validateDisk(FieldErrors& errors, const Path& path, const EmptyDirVolumeSource& source) {
  if (source.sizeLimit && isNegative(*source.sizeLimit))
    errors.push_back(
        forbiddenField(path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity"));
}

void validateDisk(FieldErrors& errors, const Path& path, const GCEPersistentDiskVolumeSource& source) {
  require(errors, path, "pdName", source.pdName);
  validatePartition(errors, path, source.partition);
}

void validateDisk(FieldErrors& errors, const Path& path, const AWSElasticBlockStoreVolumeSource& source) {
  require(errors, path, "volumeID", source.volumeID);
  validatePartition(errors, path, source.partition);
}

void validateDisk(FieldErrors& errors, const Path& path, const GitRepoVolumeSource& source) {
  require(errors, path, "repository", source.repository);
  validateInnerPath(errors, path.child("directory"), source.directory);
}

void validateDisk(FieldErrors& errors, const Path& path, const NFSVolumeSource& source) {
  require(errors, path, "server", source.server);
  require(errors, path, "path", source.path);
  if (!source.path.starts_with('/'))
    errors.push_back(invalidText(path.child("path"), source.path, "must be an absolute path"));
}

void validateDisk(FieldErrors& errors, const Path& path, const ISCSIVolumeSource& source) {
  require(errors, path, "targetPortal", source.targetPortal);
  if (source.iqn.empty())
    errors.push_back(required(path.child("iqn")));
  else
    validateQualifiedName(errors, path.child("iqn"), source.iqn);
  validateLun(errors, path, source.lun);
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef)
    errors.push_back(required(path.child("secretRef")));
  if (source.secretRef) requireSecretName(errors, path, source.secretRef);
  if (source.initiatorName)
    validateQualifiedName(errors, path.child("initiatorname"), *source.initiatorName);  // upstream's spelling
}

void validateDisk(FieldErrors& errors, const Path& path, const GlusterfsVolumeSource& source) {
  require(errors, path, "endpoints", source.endpoints);
  require(errors, path, "path", source.path);
}

void validateDisk(FieldErrors& errors, const Path& path, const RBDVolumeSource& source) {
  if (source.monitors.empty()) errors.push_back(required(path.child("monitors")));
  require(errors, path, "image", source.image);
}

void validateDisk(FieldErrors& errors, const Path& path, const FlexVolumeSource& source) {
  require(errors, path, "driver", source.driver);
  for (const auto& [key, value] : source.options)
    if (isReserved(key))
      errors.push_back(invalidText(path.child("options").key(key), key,
                                   "kubernetes.io and k8s.io namespaces are reserved"));
}

void validateDisk(FieldErrors& errors, const Path& path, const CinderVolumeSource& source) {
  require(errors, path, "volumeID", source.volumeID);
  requireSecretName(errors, path, source.secretRef);
}

void validateDisk(FieldErrors& errors, const Path& path, const CephFSVolumeSource& source) {
  if (source.monitors.empty()) errors.push_back(required(path.child("monitors")));
}

void validateDisk(FieldErrors& errors, const Path& path, const FlockerVolumeSource& source) {
  if (source.datasetName.empty() && source.datasetUUID.empty())
    errors.push_back(required(path, "one of datasetName and datasetUUID is required"));
  if (!source.datasetName.empty() && !source.datasetUUID.empty())
    errors.push_back(
        invalidText(path, "resource", "datasetName and datasetUUID can not be specified simultaneously"));
  if (source.datasetName.find('/') != std::string::npos)
    errors.push_back(invalidText(path.child("datasetName"), source.datasetName, "must not contain '/'"));
}

void validateDisk(FieldErrors& errors, const Path& path, const FCVolumeSource& source) {
  const Path names = path.child("targetWWNs");
  if (source.targetWWNs.empty() && source.wwids.empty())
    errors.push_back(required(names, "must specify either targetWWNs or wwids, but not both"));
  if (!source.targetWWNs.empty() && !source.wwids.empty())
    errors.push_back(invalid(names, shownJson(source.targetWWNs),
                             "targetWWNs and wwids can not be specified simultaneously"));
  if (source.targetWWNs.empty()) return;
  if (source.lun)
    validateLun(errors, path, *source.lun);
  else
    errors.push_back(required(path.child("lun"), "lun is required if targetWWNs is specified"));
}

void validateDisk(FieldErrors& errors, const Path& path, const AzureFileVolumeSource& source) {
  require(errors, path, "secretName", source.secretName);
  require(errors, path, "shareName", source.shareName);
}

void validateDisk(FieldErrors& errors, const Path& path, const VsphereVirtualDiskVolumeSource& source) {
  require(errors, path, "volumePath", source.volumePath);
}

void validateDisk(FieldErrors& errors, const Path& path, const QuobyteVolumeSource& source) {
  constexpr std::string_view kPairs = "must be a host:port pair or multiple pairs separated by commas";
  const Path registry = path.child("registry");
  if (source.registry.empty())
    errors.push_back(required(registry, kPairs));
  else if (source.tenant.size() >= 65)
    errors.push_back(
        required(path.child("tenant"), "must be a UUID and may not exceed a length of 64 characters"));
  else if (!isRegistry(source.registry))
    errors.push_back(invalidText(registry, source.registry, kPairs));
  require(errors, path, "volume", source.volume);
}

void validateDisk(FieldErrors& errors, const Path& path, const AzureDiskVolumeSource& source) {
  static constexpr std::array<std::string_view, 3> kCaching = {"None", "ReadOnly", "ReadWrite"};
  static constexpr std::array<std::string_view, 3> kKinds = {"Dedicated", "Managed", "Shared"};
  static constexpr std::array<std::string_view, 1> kManaged = {
      "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"};
  static constexpr std::array<std::string_view, 1> kBlob = {
      "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"};
  require(errors, path, "diskName", source.diskName);
  require(errors, path, "diskURI", source.diskURI);
  const auto isOneOf = [&](std::string_view field, const std::optional<std::string>& value,
                           const std::array<std::string_view, 3>& values) {
    if (value && std::find(values.begin(), values.end(), *value) == values.end())
      errors.push_back(notSupported(path.child(field), *value, values));
  };
  isOneOf("cachingMode", source.cachingMode, kCaching);
  isOneOf("kind", source.kind, kKinds);
  const bool managed = source.kind == "Managed";
  if (managed && !source.diskURI.starts_with("/subscriptions"))
    errors.push_back(notSupported(path.child("diskURI"), source.diskURI, kManaged));
  if (!managed && !source.diskURI.starts_with("https://"))
    errors.push_back(notSupported(path.child("diskURI"), source.diskURI, kBlob));
}

void validateDisk(FieldErrors& errors, const Path& path, const PhotonPersistentDiskVolumeSource& source) {
  require(errors, path, "pdID", source.pdID);
}

void validateDisk(FieldErrors& errors, const Path& path, const PortworxVolumeSource& source) {
  require(errors, path, "volumeID", source.volumeID);
}

void validateDisk(FieldErrors& errors, const Path& path, const ScaleIOVolumeSource& source) {
  require(errors, path, "gateway", source.gateway);
  require(errors, path, "system", source.system);
  require(errors, path, "volumeName", source.volumeName);
}

void validateDisk(FieldErrors& errors, const Path& path, const StorageOSVolumeSource& source) {
  if (source.volumeName.empty())
    errors.push_back(required(path.child("volumeName")));
  else
    addProblems(errors, path.child("volumeName"), source.volumeName, dns1123LabelProblems(source.volumeName));
  if (!source.volumeNamespace.empty())
    addProblems(errors, path.child("volumeNamespace"), source.volumeNamespace,
                dns1123LabelProblems(source.volumeNamespace));
  requireSecretName(errors, path, source.secretRef);
}

void validateDisk(FieldErrors& errors, const Path& path, const CSIVolumeSource& source) {
  constexpr size_t kLongestDriver = 63;
  const Path driver = path.child("driver");
  if (source.driver.empty()) errors.push_back(required(driver));
  if (source.driver.size() > kLongestDriver) errors.push_back(tooLong(driver, kLongestDriver));
  if (!source.driver.empty())
    addProblems(errors, driver, source.driver, dns1123SubdomainProblems(source.driver));
  if (!source.nodePublishSecretRef) return;
  const std::string& secret = source.nodePublishSecretRef->name;
  if (secret.empty())
    errors.push_back(required(path.child("nodePublishSecretRef").child("name")));
  else
    addProblems(errors, path.child("name"), secret, dns1123SubdomainProblems(secret));  // so it is called
}

void validateDisk(FieldErrors& errors, const Path& path, const ImageVolumeSource& source) {
  static constexpr std::array<std::string_view, 3> kPullPolicies = {"Always", "IfNotPresent", "Never"};
  require(errors, path, "reference", source.reference);
  validateEnum(errors, path.child("pullPolicy"), source.pullPolicy, kPullPolicies);
}

}  // namespace seamark::api
