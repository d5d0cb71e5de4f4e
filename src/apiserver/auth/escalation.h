// Nobody grants by RBAC what he does not hold: the check before a Role or a binding is written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/kind.h"
#include "apiserver/auth/authorizer.h"

namespace seamark::apiserver {

// `old` null: a create. Succeeds for kinds that are not RBAC's. The error is a 403, or upstream's 404 for a
// binding to a role that is not there.
Result<> checkEscalation(const Authorizer& authorizer, const store::World& world, const UserInfo& user,
                         const api::Kind& kind, const api::Object& next, const api::Object* old);

}  // namespace seamark::apiserver
