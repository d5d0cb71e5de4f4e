// Impersonate-User and its companions: acting as somebody else, where RBAC allows it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/auth/authorizer.h"
#include "apiserver/context.h"

namespace seamark::apiserver {

// The user to act as: `user` itself when the request asks for nobody else. The error is the 403 of who may
// not, or a 400 for groups without a user.
Result<UserPtr> impersonated(const Authorizer& authorizer, const UserPtr& user, const net::Headers& headers,
                             const RequestInfo& request);

}  // namespace seamark::apiserver
