// Checks of the claims that Pods carry.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/volume_claim.h"
#include "api/field_error.h"

namespace seamark::api {

void validateEphemeral(FieldErrors& errors, const Path& path, const EphemeralVolumeSource& ephemeral);

}  // namespace seamark::api
