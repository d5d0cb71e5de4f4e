// Objects that upstream cannot type: an item of a keyed list has none of its keys and none has a default (a Secret
// without a name in a ServiceAccount). Such a write is let through, and nobody owns anything by it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/kind.h"

namespace seamark::api {

bool isUntyped(const Kind& kind, const Object& object);

}  // namespace seamark::api
