// Defaults of a Pod, and its quality-of-service class.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/core/pod.h"

namespace seamark::api {

// What a decoded Pod gets; admission adds the service account, tolerations and priority later.
void setPodDefaults(Pod& pod);

// Guaranteed: every container limits cpu and memory and asks for just that. BestEffort: none asks for or
// limits either. Burstable: all others. A Pod that has resources as a whole is judged by these alone.
std::string podQosClass(const Pod& pod);

}  // namespace seamark::api
