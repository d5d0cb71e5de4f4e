// What a Pod may say but had better not: sent as Warning headers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod.h"
#include "api/warnings.h"

namespace seamark::api {

Warnings podWarnings(const Pod& pod);

}  // namespace seamark::api
