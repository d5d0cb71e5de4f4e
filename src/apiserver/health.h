// /healthz, /livez and /readyz: named checks, one by one or together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/context.h"
#include "apiserver/plain_endpoints.h"

namespace seamark::apiserver {

// True when the path is one of health's, and then it has been answered.
bool serveHealth(RequestContext& context, const Health& health);

// The paths of every check, for the list at /.
std::vector<std::string> healthPaths();

// A text answer as Go's net/http writes errors and health: text/plain with nosniff.
void answerText(RequestContext& context, int httpStatus, std::string text);

}  // namespace seamark::apiserver
