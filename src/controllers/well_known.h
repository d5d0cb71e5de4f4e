// Labels and annotations by which controllers, and everybody who reads their objects, know what is whose.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace seamark::controllers {

// On slices.
inline const std::string kServiceName = "kubernetes.io/service-name";
inline const std::string kSliceManagedBy = "endpointslice.kubernetes.io/managed-by";
inline const std::string kSliceController = "endpointslice-controller.k8s.io";
inline const std::string kMirroringController = "endpointslicemirroring-controller.k8s.io";
// On Endpoints and slices of headless Services.
inline const std::string kHeadless = "service.kubernetes.io/headless";
// On Endpoints.
inline const std::string kEndpointsManagedBy = "endpoints.kubernetes.io/managed-by";
inline const std::string kEndpointsController = "endpoint-controller";
inline const std::string kSkipMirror = "endpointslice.kubernetes.io/skip-mirror";
// Annotations.
inline const std::string kTriggerTime = "endpoints.kubernetes.io/last-change-trigger-time";
inline const std::string kOverCapacity = "endpoints.kubernetes.io/over-capacity";
inline const std::string kLeader = "control-plane.alpha.kubernetes.io/leader";
inline const std::string kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

}  // namespace seamark::controllers
