// Checks of a Pod's volumes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "api/core/volume.h"
#include "api/field_error.h"

namespace seamark::api {

// Answers the names of the volumes that are as they should be: only these can be mounted.
std::set<std::string_view> validateVolumes(FieldErrors& errors, const Path& path,
                                           const std::vector<Volume>& volumes);

// Has ".." among its parts.
bool stepsBack(std::string_view path);

// A path inside a volume: relative, without "..".
void validateInnerPath(FieldErrors& errors, const Path& path, std::string_view value);

}  // namespace seamark::api
