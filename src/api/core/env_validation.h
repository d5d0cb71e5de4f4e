// Checks of a container's environment, and of the references into a Pod that volumes share with it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "api/core/env.h"
#include "api/field_error.h"

namespace seamark::api {

void validateEnv(FieldErrors& errors, const Path& path, const std::vector<EnvVar>& variables);
void validateEnvFrom(FieldErrors& errors, const Path& path, const std::vector<EnvFromSource>& sources);

// Which fields of a Pod may be referred to: fewer in volumes than in variables. In the order of the message.
std::span<const std::string_view> volumeFieldPaths();

void validateFieldRef(FieldErrors& errors, const Path& path, const ObjectFieldSelector& ref,
                      std::span<const std::string_view> supported);
// `volume`: the container must be named.
void validateResourceRef(FieldErrors& errors, const Path& path, const ResourceFieldSelector& ref,
                         bool volume);

}  // namespace seamark::api
