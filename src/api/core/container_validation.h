// Checks of the containers of a Pod.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string_view>

#include "api/core/pod_spec.h"
#include "api/field_error.h"

namespace seamark::api {

// The containers and init containers of a Pod. `volumes`: the names of those that can be mounted.
void validateContainers(FieldErrors& errors, const Path& spec, const PodSpec& pod,
                        const std::set<std::string_view>& volumes);

// What every sort of container has. Ports of the node are compared by the caller.
void validateContainerCommon(FieldErrors& errors, const Path& path, const Container& container,
                             const PodSpec& pod, const std::set<std::string_view>& volumes);

// The ephemeral containers of a Pod (ephemeral_containers.cc).
void validateEphemeralContainers(FieldErrors& errors, const Path& spec, const PodSpec& pod,
                                 const std::set<std::string_view>& volumes);

// What is asked of the containers of a Pod and not of those in a template: told after everything else.
void validateImageName(FieldErrors& errors, const Path& path, std::string_view image);

}  // namespace seamark::api
