// SPDX-License-Identifier: Apache-2.0
#include "api/core/profile_annotations.h"

#include <set>
#include <string>

#include "api/core/container_visit.h"
#include "api/core/security_validation.h"
#include "api/core/volume_validation.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};
constexpr std::string_view kAppArmor = "container.apparmor.security.beta.kubernetes.io/";
constexpr std::string_view kPodSeccomp = "seccomp.security.alpha.kubernetes.io/pod";
constexpr std::string_view kSeccomp = "container.seccomp.security.alpha.kubernetes.io/";
constexpr std::string_view kRuntimeDefault = "runtime/default", kDockerDefault = "docker/default";
constexpr std::string_view kUnconfined = "unconfined", kLocalhost = "localhost/";

const std::string* annotationOf(const ObjectMeta& meta, std::string_view key) {
  const auto at = meta.annotations.find(std::string(key));
  return at == meta.annotations.end() ? nullptr : &at->second;
}

const std::string* annotationOf(const ObjectMeta& meta, std::string_view prefix,
                                const std::string& container) {
  return annotationOf(meta, std::string(prefix) + container);
}

bool isWindows(const PodSpec& spec) {
  return spec.os && spec.os->name == "windows";
}

void validateSeccompText(FieldErrors& errors, const Path& path, std::string_view profile) {
  if (profile == kRuntimeDefault || profile == kDockerDefault || profile == kUnconfined) return;
  if (profile.starts_with(kLocalhost))
    return validateInnerPath(errors, path, profile.substr(kLocalhost.size()));
  errors.push_back(invalidText(path, profile, "must be a valid seccomp profile"));
}

using Names = std::set<std::string_view>;

void validateAppArmorText(FieldErrors& errors, const Path& path, const Names& containers,
                          std::string_view container, const std::string& profile) {
  if (!containers.contains(container)) errors.push_back(invalidText(path, container, "container not found"));
  if (profile.empty() || profile == kRuntimeDefault || profile == kUnconfined ||
      profile.starts_with(kLocalhost))
    return;
  errors.push_back(invalidText(path, profile, "invalid AppArmor profile name: " + goQuoted(profile)));
}

// `what`: how messages call it. Unknown types are refused elsewhere.
template <class Profile>
void validateAgrees(FieldErrors& errors, const Path& path, std::string_view what, const Profile& profile,
                    std::string_view annotation, bool alsoDocker) {
  const auto differs = [&](std::string_view field, std::string_view name) {
    errors.push_back(forbiddenField(path.child(field), std::string(what).append(" ").append(name) +
                                                           " in annotation and field must match"));
  };
  if (profile.type == "Unconfined") {
    if (annotation != kUnconfined) differs("type", "type");
  } else if (profile.type == "RuntimeDefault") {
    if (annotation != kRuntimeDefault && !(alsoDocker && annotation == kDockerDefault))
      differs("type", "type");
  } else if (profile.type == "Localhost") {
    if (!annotation.starts_with(kLocalhost))
      differs("type", "type");
    else if (profile.localhostProfile != annotation.substr(kLocalhost.size()))
      differs("localhostProfile", "profile");
  }
}

std::optional<AppArmorProfile> profileOf(std::string_view annotation) {
  if (annotation == kUnconfined) return AppArmorProfile{"Unconfined", {}};
  if (annotation == kRuntimeDefault) return AppArmorProfile{"RuntimeDefault", {}};
  if (!annotation.starts_with(kLocalhost) || annotation.size() == kLocalhost.size()) return {};
  AppArmorProfile local{"Localhost", std::string(annotation.substr(kLocalhost.size()))};
  FieldErrors errors;
  validateAppArmor(errors, Path("field"), local);
  if (!errors.empty()) return {};
  return local;
}

std::optional<AppArmorProfile> podAppArmor(const PodSpec& spec) {
  if (!spec.securityContext || !spec.securityContext->appArmorProfile) return {};
  return *spec.securityContext->appArmorProfile;
}

// Calls visit(container, annotation) where a container has the annotation and not the field.
template <class AnyPod, class Visit>
void eachUnfielded(AnyPod& pod, Visit&& visit) {
  if (isWindows(pod.spec)) return;
  visitContainers(kSpec, pod.spec, [&](const Path&, auto& container) {
    if (container.securityContext && container.securityContext->appArmorProfile) return;
    if (const std::string* annotation = annotationOf(pod.metadata, kAppArmor, container.name))
      visit(container, *annotation);
  });
}

}  // namespace

void validateProfileAnnotations(FieldErrors& errors, const Path& annotations, const Pod& pod) {
  if (const std::string* profile = annotationOf(pod.metadata, kPodSeccomp))
    validateSeccompText(errors, annotations.child(kPodSeccomp), *profile);
  for (const auto& [key, profile] : pod.metadata.annotations)
    if (key.starts_with(kSeccomp)) validateSeccompText(errors, annotations.child(key), profile);
  const auto first = pod.metadata.annotations.lower_bound(std::string(kAppArmor));
  if (first == pod.metadata.annotations.end() || !first->first.starts_with(kAppArmor)) return;
  Names containers;
  visitContainers(kSpec, pod.spec, [&](const Path&, const auto& one) { containers.insert(one.name); });
  for (const auto& [key, profile] : pod.metadata.annotations)
    if (key.starts_with(kAppArmor))
      validateAppArmorText(errors, annotations.key(key), containers,
                           std::string_view(key).substr(kAppArmor.size()), profile);
}

void validateAppArmorUnchanged(FieldErrors& errors, const Path& annotations, const ObjectMeta& next,
                               const ObjectMeta& old) {
  for (const auto& [key, profile] : old.annotations)
    if (const std::string* now = annotationOf(next, key);
        key.starts_with(kAppArmor) && (now == nullptr || *now != profile))
      errors.push_back(forbiddenField(annotations.key(key), "may not remove or update AppArmor annotations"));
  for (const auto& [key, profile] : next.annotations)
    if (key.starts_with(kAppArmor) && annotationOf(old, key) == nullptr)
      errors.push_back(forbiddenField(annotations.key(key), "may not add AppArmor annotations"));
}

void validateProfilesAgree(FieldErrors& errors, const Pod& pod) {
  const PodSpec& spec = pod.spec;
  const std::string* ofPod = annotationOf(pod.metadata, kPodSeccomp);
  if (ofPod != nullptr && spec.securityContext && spec.securityContext->seccompProfile)
    validateAgrees(errors, kSpec.child("securityContext").child("seccompProfile"), "seccomp",
                   *spec.securityContext->seccompProfile, *ofPod, true);
  visitContainers(kSpec, spec, [&](const Path& path, const auto& container) {
    const std::string* annotation = annotationOf(pod.metadata, kSeccomp, container.name);
    if (annotation != nullptr && container.securityContext && container.securityContext->seccompProfile)
      validateAgrees(errors, path.child("securityContext").child("seccompProfile"), "seccomp",
                     *container.securityContext->seccompProfile, *annotation, true);
  });
  if (isWindows(spec)) return;
  visitContainers(kSpec, spec, [&](const Path& path, const auto& container) {
    std::optional<AppArmorProfile> profile = podAppArmor(spec);
    if (container.securityContext && container.securityContext->appArmorProfile)
      profile = *container.securityContext->appArmorProfile;
    if (const std::string* annotation = annotationOf(pod.metadata, kAppArmor, container.name);
        annotation != nullptr && profile)
      validateAgrees(errors, path.child("securityContext").child("appArmorProfile"), "apparmor", *profile,
                     *annotation, false);
  });
}

void takeAppArmorAnnotations(Pod& pod) {
  const auto ofPod = podAppArmor(pod.spec);
  eachUnfielded(pod, [&](auto& container, const std::string& annotation) {
    auto profile = profileOf(annotation);
    if (!profile || profile == ofPod) return;
    if (!container.securityContext) container.securityContext.emplace();
    container.securityContext->appArmorProfile = *std::move(profile);
  });
}

Warnings appArmorWarnings(const Pod& pod) {
  Warnings warnings;
  const auto ofPod = podAppArmor(pod.spec);
  eachUnfielded(pod, [&](const auto& container, const std::string& annotation) {
    if (const auto profile = profileOf(annotation); profile && profile == ofPod) return;
    warnings.push_back(Path("metadata.annotations").key(std::string(kAppArmor) + container.name).text() +
                       R"(: deprecated since v1.30; use the "appArmorProfile" field instead)");
  });
  return warnings;
}

}  // namespace seamark::api
