// Checks of volumes made of API objects.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "api/core/volume_projection.h"
#include "api/field_error.h"

namespace seamark::api {

void validateMode(FieldErrors& errors, const Path& path, const std::optional<int32_t>& mode);
void validateItems(FieldErrors& errors, const Path& path, const std::vector<KeyToPath>& items);
void validateFiles(FieldErrors& errors, const Path& path, const std::vector<DownwardAPIVolumeFile>& files);
void validateProjected(FieldErrors& errors, const Path& path, const ProjectedVolumeSource& projected);

}  // namespace seamark::api
