// What a Pod may say. Volumes of storage products, Windows and SELinux settings are taken as they are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod.h"
#include "api/field_error.h"

namespace seamark::api {

// What holds for the spec of every Pod, new or changed.
FieldErrors validatePodSpec(const PodSpec& spec);
// A new Pod.
FieldErrors validatePod(const Pod& pod);  // as it is created
// Annotations that mean something to the API.
FieldErrors validatePodAnnotations(const Pod& pod);
// The mirror of a static Pod is born as one. Checks the new annotations too.
void validateAnnotationUpdate(FieldErrors& errors, const Pod& next, const Pod& old);
// Of the spec little may change: images, tolerations added, deadlines.
FieldErrors validatePodUpdate(const Pod& next, const Pod& old);
FieldErrors validatePodStatus(const Pod& next, const Pod& old);

}  // namespace seamark::api
