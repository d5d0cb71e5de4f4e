// All containers of a Pod, in upstream's order.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod_spec.h"
#include "api/field_error.h"

namespace seamark::api {

// Calls visit(path, container): init containers, the others, then the ephemeral ones (their common part).
// `Pod` is PodSpec or const PodSpec.
template <class Pod, class Visit>
void visitContainers(const Path& spec, Pod& pod, Visit&& visit) {
  for (size_t i = 0; i < pod.initContainers.size(); ++i)
    visit(spec.child("initContainers").index(i), pod.initContainers[i]);
  for (size_t i = 0; i < pod.containers.size(); ++i)
    visit(spec.child("containers").index(i), pod.containers[i]);
  for (size_t i = 0; i < pod.ephemeralContainers.size(); ++i)
    visit(spec.child("ephemeralContainers").index(i), pod.ephemeralContainers[i].ephemeralContainerCommon);
}

}  // namespace seamark::api
