// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/manifest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "agent/workload/names.h"
#include "api/codec.h"
#include "api/core/pod_validation.h"
#include "api/object_meta_rules.h"
#include "base/assert.h"

namespace seamark::agent {
namespace {

constexpr size_t kHashBytes = 16;
constexpr const char* kNoImage = "none";  // the API wants one; the agent starts nothing

// 32 hexadecimal digits, as many as the kubelet's.
std::string hashOf(const ManifestFile& file, const std::string& nodeName) {
  const std::string all = "host:" + nodeName + "\nfile:" + file.path + "\n" + file.text;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  SM_ASSERT(EVP_Digest(all.data(), all.size(), digest.data(), &length, EVP_sha256(), nullptr) == 1);
  std::string text;
  for (size_t i = 0; i < kHashBytes; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

Result<> checkKind(const std::string& json) {
  TRY(const api::TypeMeta type, api::decodeTypeMeta(json));
  if (type.apiVersion == "v1" && type.kind == "Pod") return {};
  return Failure(failure(fmt::format("holds apiVersion \"{}\", kind \"{}\"; a manifest is one v1 Pod",
                                     type.apiVersion, type.kind)));
}

Result<std::shared_ptr<api::Pod>> decode(const ManifestFile& file) {
  api::StrictProblems problems;
  TRY(const std::string json, api::yamlToJson(file.text, &problems));
  CHECKED(checkKind(json));
  auto pod = std::make_shared<api::Pod>();
  CHECKED(api::decodeJson(api::Schema<api::Pod>::type(), json, pod.get(), &problems));
  if (!problems.empty()) return Failure(failure(problems.front() + "; correct or remove it"));
  return pod;
}

// What makes it a Pod of this host, before defaults are set: they depend on hostNetwork.
void bind(api::Pod& pod, const ManifestFile& file, const std::string& hash, const std::string& nodeName,
          WallTime now) {
  api::ObjectMeta& meta = pod.metadata;
  if (!meta.name.empty()) meta.name += "-" + nodeName;
  if (meta.namespace_.empty()) meta.namespace_ = "default";
  meta.uid = hash;
  meta.annotations[kSourceAnnotation] = "file";
  meta.annotations[kHashAnnotation] = hash;
  meta.annotations[kSeenAnnotation] = api::MicroTime::of(now).text();
  meta.annotations[kManifestAnnotation] = file.path;
  pod.status = {};
  pod.spec.nodeName = nodeName;
  pod.spec.hostNetwork = true;
  // A static Pod stays whatever taints its node gets.
  pod.spec.tolerations.push_back({.key = {}, .operator_ = "Exists", .value = {}, .effect = "NoExecute"});
  for (api::Container& container : pod.spec.containers)
    if (container.image.empty()) container.image = kNoImage;
}

Result<> validate(const api::Pod& pod) {
  api::FieldErrors errors = api::validateMetaForCreate(api::kindOf<api::Pod>(), pod.metadata);
  std::ranges::copy(api::validatePod(pod), std::back_inserter(errors));
  if (errors.empty()) return {};
  return Failure(failure(fmt::format("{}: {}", errors[0].field, errors[0].message)));
}

bool hasController(const api::Pod& pod) {
  return std::ranges::any_of(pod.metadata.ownerReferences,
                             [](const auto& owner) { return owner.controller.value_or(false); });
}

}  // namespace

Result<StaticPod> staticPodOf(const ManifestFile& file, const std::string& nodeName, WallTime now) {
  TRY(auto pod, decode(file));
  const std::string hash = hashOf(file, nodeName);
  bind(*pod, file, hash, nodeName, now);
  api::kindOf<api::Pod>().rules.setDefaults(*pod);
  CHECKED(validate(*pod));
  if (const auto why = whyNotAdoptable(*pod)) return Failure(failure(*why));
  if (!pod->spec.serviceAccountName.empty())
    return Failure(failure("spec.serviceAccountName: a static Pod cannot have an account; remove it"));
  return StaticPod{.pod = std::move(pod), .hash = hash, .path = file.path};
}

std::shared_ptr<api::Pod> mirrorOf(const StaticPod& wanted, const std::string& nodeUid) {
  auto mirror = std::make_shared<api::Pod>(*wanted.pod);
  mirror->metadata.uid.clear();
  mirror->metadata.annotations[kMirrorAnnotation] = wanted.hash;
  mirror->metadata.ownerReferences = {{.apiVersion = "v1",
                                       .kind = "Node",
                                       .name = wanted.pod->spec.nodeName,
                                       .uid = nodeUid,
                                       .controller = true,
                                       .blockOwnerDeletion = {}}};
  return mirror;
}

bool isMirror(const api::Pod& pod) {
  return pod.metadata.annotations.contains(kMirrorAnnotation);
}

bool isMirrorOf(const api::Pod& pod, const StaticPod& wanted) {
  const auto mark = pod.metadata.annotations.find(kMirrorAnnotation);
  return mark != pod.metadata.annotations.end() && mark->second == wanted.hash;
}

std::optional<std::string> whyNotAdoptable(const api::Pod& pod) {
  if (!pod.spec.initContainers.empty())
    return "spec.initContainers: the agent starts no process, so they would never run; remove them";
  if (pod.spec.containers.empty()) return "spec.containers: name at least one";
  return std::nullopt;
}

bool adopts(const AdoptionPolicy& policy, const api::Pod& pod) {
  const auto asked = pod.metadata.annotations.find(kAdoptAnnotation);
  if (asked != pod.metadata.annotations.end()) return asked->second == "true";
  if (policy.bound == AdoptionPolicy::Bound::None || hasController(pod)) return false;
  return policy.bound == AdoptionPolicy::Bound::All || pod.spec.hostNetwork;
}

}  // namespace seamark::agent
