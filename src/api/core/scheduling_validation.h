// Checks of what a Pod says about where it may run: affinity, tolerations, spread, gates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/core/affinity.h"
#include "api/core/pod_spec.h"
#include "api/core/taint.h"
#include "api/field_error.h"

namespace seamark::api {

void validateLabelSelector(FieldErrors& errors, const Path& path, const MetaLabelSelector& selector);
void validateAffinity(FieldErrors& errors, const Path& path, const Affinity& affinity);
void validateTolerations(FieldErrors& errors, const Path& path, const std::vector<Toleration>& tolerations);
void validateSpread(FieldErrors& errors, const Path& path,
                    const std::vector<TopologySpreadConstraint>& constraints);
void validateSchedulingGates(FieldErrors& errors, const Path& path,
                             const std::vector<PodSchedulingGate>& gates);

}  // namespace seamark::api
