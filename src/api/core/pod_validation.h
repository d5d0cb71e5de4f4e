// What a Pod may say: the rules that Services, DNS and the agent depend on, and those that catch plain
// mistakes. Fields of volumes, affinity and security contexts are taken as they are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod.h"
#include "api/field_error.h"

namespace seamark::api {

FieldErrors validatePod(const Pod& pod);
// Of the spec little may change: images, tolerations added, deadlines.
FieldErrors validatePodUpdate(const Pod& next, const Pod& old);
FieldErrors validatePodStatus(const Pod& next, const Pod& old);

}  // namespace seamark::api
