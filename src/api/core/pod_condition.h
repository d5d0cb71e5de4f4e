// One aspect of a Pod's state, told anew.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod_status.h"

namespace seamark::api {

// Puts `condition` in the place of the one of its type, or at the end. Its time is `now`, unless the status is what
// it was before.
void updatePodCondition(PodStatus& status, PodCondition condition, Time now);

}  // namespace seamark::api
