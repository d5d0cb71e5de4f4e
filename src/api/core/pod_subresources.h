// pods/NAME/ephemeralcontainers and pods/NAME/resize: the two writes that may change what a Pod runs. Source:
// upstream's strategies of the two and their validation.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod.h"
#include "api/field_error.h"

namespace seamark::api {

// Takes back whatever the write may not change.
void prepareEphemeralContainers(Object& next, const Object& old);
void prepareResize(Object& next, const Object& old);

// Ephemeral containers are only ever added (ephemeral_containers.cc).
FieldErrors validateEphemeralContainersUpdate(const Object& next, const Object& old);
// cpu and memory may change as long as the Pod stays in its class (pod_resize.cc).
FieldErrors validateResize(const Object& next, const Object& old);

// Keeps of the metadata only what clients own through a subresource: managedFields.
void keepMetadata(ObjectMeta& next, const ObjectMeta& old);
// The Pod stands for a file on its Node, which alone can change it.
bool isMirror(const Pod& pod);

}  // namespace seamark::api
