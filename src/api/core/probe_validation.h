// Checks of probes and lifecycle hooks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "api/core/probe.h"
#include "api/field_error.h"

namespace seamark::api {

// Of a container that may have them; each does nothing when there is none. `gracePeriod` is the Pod's, in
// seconds, which a sleeping hook must fit into.
void validateLivenessProbe(FieldErrors& errors, const Path& path, const Boxed<Probe>& probe);
void validateReadinessProbe(FieldErrors& errors, const Path& path, const Boxed<Probe>& probe);
void validateStartupProbe(FieldErrors& errors, const Path& path, const Boxed<Probe>& probe);
void validateLifecycle(FieldErrors& errors, const Path& path, const Boxed<Lifecycle>& lifecycle,
                       int64_t gracePeriod);

}  // namespace seamark::api
