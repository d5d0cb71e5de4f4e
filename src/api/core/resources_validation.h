// What containers and Pods may ask for: names and amounts of resources.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/core/container.h"
#include "api/core/pod_spec.h"
#include "api/core/resources.h"
#include "api/field_error.h"

namespace seamark::api {

// Of devices and the like, which come whole: a name with a domain that is not Kubernetes' own.
bool isExtendedResource(std::string_view name);
// Counted in whole pieces.
bool isIntegerResource(std::string_view name);

// A plain error of a number that must not be negative, and must be whole when the resource comes whole.
void validateAmount(FieldErrors& errors, const Path& path, const std::string& name, const Quantity& amount);

bool isHugePages(std::string_view name);
// What a Pod may ask for as a whole: cpu, memory and huge pages.
bool isPodResource(std::string_view name);

void validateResourcesOfPod(FieldErrors& errors, const Path& path, const ResourceRequirements& resources,
                            std::span<const PodResourceClaim> claims);
void validateContainerResources(FieldErrors& errors, const Path& path, const ResourceRequirements& resources,
                                std::span<const PodResourceClaim> claims);
void validateResizePolicy(FieldErrors& errors, const Path& path,
                          const std::vector<ContainerResizePolicy>& policies, std::string_view restartPolicy);
void validateResourceClaims(FieldErrors& errors, const Path& path,
                            const std::vector<PodResourceClaim>& claims);

}  // namespace seamark::api
