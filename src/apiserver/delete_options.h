// DeleteOptions of a request, out of its body or its query.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/meta/options.h"
#include "apiserver/context.h"

namespace seamark::apiserver {

// The 422 about `DeleteOptions.meta.k8s.io`.
Result<> checkDeleteOptions(const api::DeleteOptions& options);

bool ignoresReadErrors(const api::DeleteOptions& options);

// The error is a 400 (malformed) or the 422 about `DeleteOptions.meta.k8s.io`.
Result<api::DeleteOptions> parseDeleteOptions(const RequestContext& context);

}  // namespace seamark::apiserver
