// What volumes must say: a name of their own and one source.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/volume_validation.h"

#include "api/core/volume_claim_validation.h"
#include "api/core/volume_disk_validation.h"
#include "api/core/volume_projection_validation.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

// Counts sources; a second one is refused unread.
class OneSource {
 public:
  OneSource(FieldErrors& errors, const Path& path) : errors_(errors), path_(path) {}

  template <class Source, class Validate>
  void see(std::string_view name, const Boxed<Source>& source, Validate validate) {
    if (!source) return;
    const Path at = path_.child(name);
    if (found_)
      errors_.push_back(forbiddenField(at, "may not specify more than 1 volume type"));
    else
      validate(at, *source);
    found_ = true;
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
  const auto disk = [&](std::string_view name, const auto& given) {
    one.see(name, given, [&](const Path& at, const auto& found) { validateDisk(errors, at, found); });
  };
  disk("emptyDir", source.emptyDir);
  disk("hostPath", source.hostPath);
  disk("gitRepo", source.gitRepo);
  disk("persistentDisk", source.gcePersistentDisk);  // so it is called upstream
  disk("awsElasticBlockStore", source.awsElasticBlockStore);
  one.see("secret", source.secret, [&](const Path& at, const SecretVolumeSource& secret) {
    require(at, "secretName", secret.secretName);
    validateMode(errors, at.child("defaultMode"), secret.defaultMode);
    validateItems(errors, at, secret.items);
  });
  disk("nfs", source.nfs);
  disk("iscsi", source.iscsi);
  disk("glusterfs", source.glusterfs);
  disk("flocker", source.flocker);
  one.see("persistentVolumeClaim", source.persistentVolumeClaim,
          [&](const Path& at, const PersistentVolumeClaimVolumeSource& claim) {
            require(at, "claimName", claim.claimName);
          });
  disk("rbd", source.rbd);
  disk("cinder", source.cinder);
  disk("cephfs", source.cephfs);
  disk("quobyte", source.quobyte);
  one.see("downwardAPI", source.downwardAPI, [&](const Path& at, const DownwardAPIVolumeSource& downward) {
    validateMode(errors, at.child("defaultMode"), downward.defaultMode);
    validateFiles(errors, at, downward.items);
  });
  disk("fc", source.fc);
  disk("flexVolume", source.flexVolume);
  one.see("configMap", source.configMap, [&](const Path& at, const ConfigMapVolumeSource& map) {
    require(at, "name", map.localObjectReference.name);
    validateMode(errors, at.child("defaultMode"), map.defaultMode);
    validateItems(errors, at, map.items);
  });
  disk("azureFile", source.azureFile);
  disk("vsphereVolume", source.vsphereVolume);
  disk("photonPersistentDisk", source.photonPersistentDisk);
  disk("portworxVolume", source.portworxVolume);
  disk("azureDisk", source.azureDisk);
  disk("storageos", source.storageos);
  one.see("projected", source.projected, [&](const Path& at, const ProjectedVolumeSource& projected) {
    validateProjected(errors, at, projected);
  });
  disk("scaleIO", source.scaleIO);
  disk("csi", source.csi);
  one.see("ephemeral", source.ephemeral, [&](const Path& at, const EphemeralVolumeSource& ephemeral) {
    validateEphemeral(errors, at, ephemeral);
  });
  disk("image", source.image);
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
