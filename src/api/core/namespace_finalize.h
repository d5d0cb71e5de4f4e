// PUT namespaces/NAME/finalize: the check that its rules have no place for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/namespace.h"
#include "api/field_error.h"

namespace seamark::api {

// The finalizers that are to be left in spec.
FieldErrors validateFinalize(const Namespace& next);

}  // namespace seamark::api
