// Which Secrets and ConfigMaps a Pod uses.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "apiserver/auth/node_authorizer.h"

namespace seamark::apiserver {
namespace {

// Calls `visit` with the env and envFrom of each container until it says true.
template <class Visit>
bool anyContainer(const api::PodSpec& spec, Visit visit) {
  for (const auto* list : {&spec.initContainers, &spec.containers})
    for (const api::Container& container : *list)
      if (visit(container.env, container.envFrom)) return true;
  return std::ranges::any_of(spec.ephemeralContainers, [&](const api::EphemeralContainer& container) {
    return visit(container.ephemeralContainerCommon.env, container.ephemeralContainerCommon.envFrom);
  });
}

// `source->*local` is a reference to an object of the Pod's namespace.
template <class OptionalSource, class Local>
bool refersTo(const OptionalSource& source, Local local, std::string_view name) {
  return source && ((*source).*local).name == name;
}

bool refersTo(const std::optional<api::LocalObjectReference>& reference, std::string_view name) {
  return reference && reference->name == name;
}

template <class OptionalDisk>
bool diskSecret(const OptionalDisk& disk, std::string_view name) {
  return disk && refersTo(disk->secretRef, name);
}

bool volumeUsesSecret(const api::VolumeSource& volume, std::string_view name) {
  if (volume.secret && volume.secret->secretName == name) return true;
  if (volume.azureFile && volume.azureFile->secretName == name) return true;
  if (volume.csi && refersTo(volume.csi->nodePublishSecretRef, name)) return true;
  if (diskSecret(volume.iscsi, name) || diskSecret(volume.rbd, name) || diskSecret(volume.flexVolume, name) ||
      diskSecret(volume.cinder, name) || diskSecret(volume.cephfs, name) ||
      diskSecret(volume.scaleIO, name) || diskSecret(volume.storageos, name))
    return true;
  if (!volume.projected) return false;
  return std::ranges::any_of(volume.projected->sources, [&](const api::VolumeProjection& part) {
    return refersTo(part.secret, &api::SecretProjection::localObjectReference, name);
  });
}

bool volumeUsesConfigMap(const api::VolumeSource& volume, std::string_view name) {
  if (refersTo(volume.configMap, &api::ConfigMapVolumeSource::localObjectReference, name)) return true;
  if (!volume.projected) return false;
  return std::ranges::any_of(volume.projected->sources, [&](const api::VolumeProjection& part) {
    return refersTo(part.configMap, &api::ConfigMapProjection::localObjectReference, name);
  });
}

}  // namespace

bool podUsesSecret(const api::Pod& pod, std::string_view name) {
  const api::PodSpec& spec = pod.spec;
  if (std::ranges::any_of(spec.imagePullSecrets, [&](const auto& pull) { return pull.name == name; }))
    return true;
  if (std::ranges::any_of(spec.volumes,
                          [&](const auto& volume) { return volumeUsesSecret(volume.volumeSource, name); }))
    return true;
  return anyContainer(spec, [&](const auto& env, const auto& envFrom) {
    return std::ranges::any_of(env,
                               [&](const api::EnvVar& variable) {
                                 return variable.valueFrom &&
                                        refersTo(variable.valueFrom->secretKeyRef,
                                                 &api::SecretKeySelector::localObjectReference, name);
                               }) ||
           std::ranges::any_of(envFrom, [&](const api::EnvFromSource& source) {
             return refersTo(source.secretRef, &api::SecretEnvSource::localObjectReference, name);
           });
  });
}

bool podUsesConfigMap(const api::Pod& pod, std::string_view name) {
  if (std::ranges::any_of(pod.spec.volumes,
                          [&](const auto& volume) { return volumeUsesConfigMap(volume.volumeSource, name); }))
    return true;
  return anyContainer(pod.spec, [&](const auto& env, const auto& envFrom) {
    return std::ranges::any_of(env,
                               [&](const api::EnvVar& variable) {
                                 return variable.valueFrom &&
                                        refersTo(variable.valueFrom->configMapKeyRef,
                                                 &api::ConfigMapKeySelector::localObjectReference, name);
                               }) ||
           std::ranges::any_of(envFrom, [&](const api::EnvFromSource& source) {
             return refersTo(source.configMapRef, &api::ConfigMapEnvSource::localObjectReference, name);
           });
  });
}

}  // namespace seamark::apiserver
