// /openapi/v2 and /openapi/v3: the documents are api/openapi's; here are their headers, ETags and media
// types.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/context.h"

namespace seamark::apiserver {

void serveOpenApi(RequestContext& context);

}  // namespace seamark::apiserver
