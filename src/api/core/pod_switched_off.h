// Fields of a Pod that the API knows and v1.37 has switched off.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod_spec.h"

namespace seamark::api {

// What is switched off is not kept.
void dropSwitchedOff(PodSpec& spec);

}  // namespace seamark::api
