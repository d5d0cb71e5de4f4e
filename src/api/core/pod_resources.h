// What a Pod asks for as a whole, beside what its containers do.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod_spec.h"
#include "api/field_error.h"

namespace seamark::api {

// A Pod that says something of the whole gets the rest from its containers and its own limits.
void fillPodResources(PodSpec& spec);
void validatePodResources(FieldErrors& errors, const Path& path, const PodSpec& spec);

}  // namespace seamark::api
