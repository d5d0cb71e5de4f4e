// Who sent a request: a client certificate that TLS verified, else a bearer token (the token file, then
// ServiceAccount tokens), else system:anonymous, who may not have shown a bad certificate or token. Source:
// Kubernetes' union of authenticators.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "apiserver/auth/service_account_tokens.h"
#include "apiserver/auth/token_file.h"
#include "apiserver/context.h"

namespace seamark::apiserver {

// Immutable; any thread.
class Authenticator {
 public:
  Authenticator(TokenTable tokens, const ServiceAccountTokens& accounts, const store::Store& store,
                const Clock& clock);

  // Fails with 401 when a token or a certificate is shown and none is good. Audiences are not told.
  Result<TokenIdentity> authenticate(const net::HttpRequest& request) const;
  // For TokenReview. Fails when it is not valid for any of the audiences (empty: those of the API); the message may
  // say why.
  Result<TokenIdentity> authenticateToken(std::string_view token,
                                          const std::vector<std::string>& audiences) const;

 private:
  TokenTable tokens_;
  const ServiceAccountTokens& accounts_;
  const store::Store& store_;
  const Clock& clock_;
  UserPtr anonymous_;
};

}  // namespace seamark::apiserver
