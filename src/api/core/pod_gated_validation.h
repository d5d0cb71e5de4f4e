// How a Pod may change while it waits behind a scheduling gate.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod_spec.h"
#include "api/field_error.h"

namespace seamark::api {

// Such a Pod may be narrowed down to fewer nodes. Checks that, and sets what may change back to what it was.
void takeBackNarrowing(FieldErrors& errors, PodSpec& next, const PodSpec& old);

}  // namespace seamark::api
