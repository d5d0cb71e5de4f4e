// What volumes must say. Those that take their files from the API or the node are looked into; of the rest
// only that there is one source.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/volume_validation.h"

#include <algorithm>
#include <array>

#include "api/core/env_validation.h"
#include "api/quantity.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

constexpr std::string_view kModeText = "must be a number between 0 and 0777 (octal), both inclusive";

void validateMode(FieldErrors& errors, const Path& path, const std::optional<int32_t>& mode) {
  if (mode && (*mode < 0 || *mode > 0777)) errors.push_back(invalidNumber(path, *mode, kModeText));
}

// An inner path that does not begin with "..", which the kubelet keeps for itself.
void validateFilePath(FieldErrors& errors, const Path& path, std::string_view value) {
  validateInnerPath(errors, path, value);
  if (value.starts_with("..") && !value.starts_with("../"))
    errors.push_back(invalidText(path, value, "must not start with '..'"));
}

void validateItems(FieldErrors& errors, const Path& path, const std::vector<KeyToPath>& items) {
  for (size_t i = 0; i < items.size(); ++i) {
    const Path at = path.child("items").index(i);
    if (items[i].key.empty()) errors.push_back(required(at.child("key")));
    if (items[i].path.empty()) errors.push_back(required(at.child("path")));
    validateFilePath(errors, at.child("path"), items[i].path);
    validateMode(errors, at.child("mode"), items[i].mode);
  }
}

void validateFiles(FieldErrors& errors, const Path& path, const std::vector<DownwardAPIVolumeFile>& files) {
  for (const DownwardAPIVolumeFile& file : files) {
    if (file.path.empty()) errors.push_back(required(path.child("path")));
    validateFilePath(errors, path.child("path"), file.path);
    if (file.fieldRef) {
      validateFieldRef(errors, path.child("fieldRef"), *file.fieldRef, volumeFieldPaths());
      if (file.resourceFieldRef)
        errors.push_back(invalidText(path, "resource",
                                     "fieldRef and resourceFieldRef can not be specified simultaneously"));
    } else if (file.resourceFieldRef) {
      validateResourceRef(errors, path.child("resourceFieldRef"), *file.resourceFieldRef, true);
    } else {
      errors.push_back(required(path, "one of fieldRef and resourceFieldRef is required"));
    }
    validateMode(errors, path.child("mode"), file.mode);
  }
}

void validateHostPath(FieldErrors& errors, const Path& path, const HostPathVolumeSource& source) {
  static constexpr std::array<std::string_view, 8> kTypes = {
      "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"};
  if (source.path.empty()) return errors.push_back(required(path.child("path")));
  if (stepsBack(source.path))
    errors.push_back(invalidText(path.child("path"), source.path, "must not contain '..'"));
  if (source.type && std::find(kTypes.begin(), kTypes.end(), *source.type) == kTypes.end())
    errors.push_back(notSupported(path.child("type"), *source.type, kTypes));
}

void validateToken(FieldErrors& errors, const Path& path, const ServiceAccountTokenProjection& token) {
  constexpr int64_t kTenMinutes = 600, kLongest = int64_t{1} << 32;
  const Path expiration = path.child("expirationSeconds");
  const int64_t seconds = token.expirationSeconds.value_or(kTenMinutes);
  if (seconds < kTenMinutes)
    errors.push_back(invalidNumber(expiration, seconds, "may not specify a duration less than 10 minutes"));
  if (seconds > kLongest)
    errors.push_back(
        invalidNumber(expiration, seconds, "may not specify a duration larger than 2^32 seconds"));
  if (token.path.empty())
    errors.push_back(required(path.child("path")));
  else
    validateFilePath(errors, path.child("path"), token.path);
}

void validateProjected(FieldErrors& errors, const Path& path, const ProjectedVolumeSource& projected) {
  validateMode(errors, path.child("defaultMode"), projected.defaultMode);
  for (size_t i = 0; i < projected.sources.size(); ++i) {
    const Path at = path.child("sources").index(i);
    const VolumeProjection& source = projected.sources[i];
    if (source.secret) {
      if (source.secret->localObjectReference.name.empty())
        errors.push_back(required(at.child("secret").child("name")));
      validateItems(errors, at.child("secret"), source.secret->items);
    }
    if (source.configMap) {
      if (source.configMap->localObjectReference.name.empty())
        errors.push_back(required(at.child("configMap").child("name")));
      validateItems(errors, at.child("configMap"), source.configMap->items);
    }
    if (source.downwardAPI) validateFiles(errors, at.child("downwardAPI"), source.downwardAPI->items);
    if (source.serviceAccountToken)
      validateToken(errors, at.child("serviceAccountToken"), *source.serviceAccountToken);
  }
}

// Counts sources; a second one is refused unread.
class OneSource {
 public:
  OneSource(FieldErrors& errors, const Path& path) : errors_(errors), path_(path) {}

  template <class Source, class Validate>
  void see(std::string_view name, const std::optional<Source>& source, Validate validate) {
    if (!source) return;
    const Path at = path_.child(name);
    if (found_)
      errors_.push_back(forbiddenField(at, "may not specify more than 1 volume type"));
    else
      validate(at, *source);
    found_ = true;
  }
  template <class Source>
  void see(std::string_view name, const std::optional<Source>& source) {
    see(name, source, [](const Path&, const Source&) {});
  }

 private:
  FieldErrors& errors_;
  const Path& path_;
  bool found_ = false;
};

void validateSource(FieldErrors& errors, const Path& path, const VolumeSource& source) {
  OneSource one(errors, path);
  const auto require = [&](const Path& at, std::string_view field, const std::string& value) {
    if (value.empty()) errors.push_back(required(at.child(field)));
  };
  one.see("emptyDir", source.emptyDir, [&](const Path& at, const EmptyDirVolumeSource& directory) {
    if (directory.sizeLimit && isNegative(*directory.sizeLimit))
      errors.push_back(
          forbiddenField(at.child("sizeLimit"), "SizeLimit field must be a valid resource quantity"));
  });
  one.see("hostPath", source.hostPath,
          [&](const Path& at, const HostPathVolumeSource& host) { validateHostPath(errors, at, host); });
  one.see("gitRepo", source.gitRepo, [&](const Path& at, const GitRepoVolumeSource& repository) {
    require(at, "repository", repository.repository);
    validateInnerPath(errors, at.child("directory"), repository.directory);
  });
  one.see("gcePersistentDisk", source.gcePersistentDisk);
  one.see("awsElasticBlockStore", source.awsElasticBlockStore);
  one.see("secret", source.secret, [&](const Path& at, const SecretVolumeSource& secret) {
    require(at, "secretName", secret.secretName);
    validateMode(errors, at.child("defaultMode"), secret.defaultMode);
    validateItems(errors, at, secret.items);
  });
  one.see("nfs", source.nfs, [&](const Path& at, const NFSVolumeSource& nfs) {
    require(at, "server", nfs.server);
    require(at, "path", nfs.path);
    if (!nfs.path.starts_with('/'))
      errors.push_back(invalidText(at.child("path"), nfs.path, "must be an absolute path"));
  });
  one.see("iscsi", source.iscsi);
  one.see("glusterfs", source.glusterfs);
  one.see("flocker", source.flocker);
  one.see("persistentVolumeClaim", source.persistentVolumeClaim,
          [&](const Path& at, const PersistentVolumeClaimVolumeSource& claim) {
            require(at, "claimName", claim.claimName);
          });
  one.see("rbd", source.rbd);
  one.see("cinder", source.cinder);
  one.see("cephfs", source.cephfs);
  one.see("quobyte", source.quobyte);
  one.see("downwardAPI", source.downwardAPI, [&](const Path& at, const DownwardAPIVolumeSource& downward) {
    validateMode(errors, at.child("defaultMode"), downward.defaultMode);
    validateFiles(errors, at, downward.items);
  });
  one.see("fc", source.fc);
  one.see("flexVolume", source.flexVolume);
  one.see("configMap", source.configMap, [&](const Path& at, const ConfigMapVolumeSource& map) {
    require(at, "name", map.localObjectReference.name);
    validateMode(errors, at.child("defaultMode"), map.defaultMode);
    validateItems(errors, at, map.items);
  });
  one.see("azureFile", source.azureFile);
  one.see("vsphereVolume", source.vsphereVolume);
  one.see("photonPersistentDisk", source.photonPersistentDisk);
  one.see("portworxVolume", source.portworxVolume);
  one.see("azureDisk", source.azureDisk);
  one.see("storageos", source.storageos);
  one.see("projected", source.projected, [&](const Path& at, const ProjectedVolumeSource& projected) {
    validateProjected(errors, at, projected);
  });
  one.see("scaleIO", source.scaleIO);
  one.see("csi", source.csi,
          [&](const Path& at, const CSIVolumeSource& csi) { require(at, "driver", csi.driver); });
  one.see("ephemeral", source.ephemeral, [&](const Path& at, const EphemeralVolumeSource& ephemeral) {
    if (!ephemeral.volumeClaimTemplate) errors.push_back(required(at.child("volumeClaimTemplate")));
  });
  one.see("image", source.image, [&](const Path& at, const ImageVolumeSource& image) {
    static constexpr std::array<std::string_view, 3> kPullPolicies = {"Always", "IfNotPresent", "Never"};
    require(at, "reference", image.reference);
    validateEnum(errors, at.child("pullPolicy"), image.pullPolicy, kPullPolicies);
  });
}

}  // namespace

bool stepsBack(std::string_view value) {
  while (true) {
    const size_t slash = value.find('/');
    if (value.substr(0, slash) == "..") return true;
    if (slash == std::string_view::npos) return false;
    value.remove_prefix(slash + 1);
  }
}

void validateInnerPath(FieldErrors& errors, const Path& path, std::string_view value) {
  if (value.starts_with('/')) errors.push_back(invalidText(path, value, "must be a relative path"));
  if (stepsBack(value)) errors.push_back(invalidText(path, value, "must not contain '..'"));
}

std::set<std::string_view> validateVolumes(FieldErrors& errors, const Path& path,
                                           const std::vector<Volume>& volumes) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < volumes.size(); ++i) {
    const Path name = path.index(i).child("name");
    FieldErrors own;
    validateSource(own, path.index(i), volumes[i].volumeSource);
    if (volumes[i].name.empty())
      own.push_back(required(name));
    else
      addProblems(own, name, volumes[i].name, dns1123LabelProblems(volumes[i].name));
    if (names.contains(volumes[i].name)) own.push_back(duplicate(name, goQuoted(volumes[i].name)));
    if (own.empty()) names.insert(volumes[i].name);
    append(errors, std::move(own));
  }
  return names;
}

}  // namespace seamark::api
