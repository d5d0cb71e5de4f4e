// Requests that are questions or acts and not objects: reviews of tokens, of access and of oneself,
// TokenRequest, the binding of a Pod to a node and its eviction from there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/auth/authenticator.h"
#include "apiserver/context.h"

namespace seamark::apiserver {

// POST of tokenreviews, selfsubjectreviews, subjectaccessreviews and their kin (reviews.cc).
void serveReview(ContextPtr context, const Authenticator& authenticator);
// POST of serviceaccounts/NAME/token (token_request.cc).
void serveTokenRequest(ContextPtr context);
// POST of pods/NAME/binding and of bindings (binding.cc).
void serveBinding(ContextPtr context);
// POST of pods/NAME/eviction (eviction.cc).
void serveEviction(ContextPtr context);

}  // namespace seamark::apiserver
