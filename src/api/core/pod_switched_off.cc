// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_switched_off.h"

namespace seamark::api {
namespace {

void dropFromHandler(Boxed<HTTPGetAction>& request) {
  if (request) request->protocol.reset();
}

void dropFromProbe(Boxed<Probe>& probe) {
  if (!probe) return;
  dropFromHandler(probe->probeHandler.httpGet);
  if (probe->probeHandler.grpc) probe->probeHandler.grpc->mode.reset();
}

void dropFromLifecycle(Boxed<Lifecycle>& lifecycle) {
  if (!lifecycle) return;
  if (lifecycle->postStart) dropFromHandler(lifecycle->postStart->httpGet);
  if (lifecycle->preStop) dropFromHandler(lifecycle->preStop->httpGet);
  if (!lifecycle->stopSignal) return;
  lifecycle->stopSignal.reset();
  if (*lifecycle == Lifecycle{}) lifecycle.reset();
}

void dropFromContainer(Container& container) {
  for (VolumeMount& mount : container.volumeMounts) mount.bindMountOptions.clear();
  for (Boxed<Probe>* probe : {&container.livenessProbe, &container.readinessProbe, &container.startupProbe})
    dropFromProbe(*probe);
  dropFromLifecycle(container.lifecycle);
}

// Whose a file of a volume is.
template <class Files>
void dropUsers(Files& files) {
  for (auto& file : files) file.user.reset();
}

void dropFromProjected(ProjectedVolumeSource& projected) {
  projected.defaultUser.reset();
  for (VolumeProjection& source : projected.sources) {
    if (source.secret) dropUsers(source.secret->items);
    if (source.configMap) dropUsers(source.configMap->items);
    if (source.downwardAPI) dropUsers(source.downwardAPI->items);
    if (source.serviceAccountToken) source.serviceAccountToken->user.reset();
    if (source.clusterTrustBundle) source.clusterTrustBundle->user.reset();
    if (source.podCertificate) source.podCertificate->user.reset();
  }
}

void dropFromVolume(VolumeSource& source) {
  const auto dropFrom = [](auto& volume) {
    if (!volume) return;
    volume->defaultUser.reset();
    dropUsers(volume->items);
  };
  dropFrom(source.secret);
  dropFrom(source.configMap);
  dropFrom(source.downwardAPI);
  if (source.projected) dropFromProjected(*source.projected);
  if (source.emptyDir) source.emptyDir->mode.reset();
}

}  // namespace

void dropSwitchedOff(PodSpec& spec) {
  spec.schedulingGroup.reset();
  spec.evictionResponders.clear();
  for (Container& container : spec.initContainers) dropFromContainer(container);
  for (Container& container : spec.containers) dropFromContainer(container);
  for (Volume& volume : spec.volumes) dropFromVolume(volume.volumeSource);
}

}  // namespace seamark::api
