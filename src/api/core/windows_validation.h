// Settings of Pods and containers that only Windows has.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod_spec.h"
#include "api/field_error.h"

namespace seamark::api {

void validateWindowsOptions(FieldErrors& errors, const Path& path,
                            const WindowsSecurityContextOptions& options);
// Containers that are processes of the host: all or none of a Pod, and in its network.
void validateHostProcesses(FieldErrors& errors, const Path& spec, const PodSpec& pod);

}  // namespace seamark::api
