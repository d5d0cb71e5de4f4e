// ServiceAccount tokens: JWTs that the server signs (TokenRequest) and accepts as bearer tokens. Source:
// Kubernetes' serviceaccount package; claims as its tokens carry them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/core/service_account.h"
#include "apiserver/auth/secret_tokens.h"
#include "apiserver/auth/signing_key.h"
#include "apiserver/context.h"

namespace seamark::apiserver {

// What a token may be bound to beside its ServiceAccount: it dies with that object.
struct BoundObject {
  std::string kind;  // "Pod", "Secret", "Node"
  std::string name;
  std::string uid;
};

struct TokenSubject {
  std::string ns;
  std::string name;
  std::string uid;
  std::optional<BoundObject> bound;
  std::optional<BoundObject> node;  // that the bound Pod runs on
};

struct IssuedToken {
  std::string token;
  int64_t expiresAt = 0;  // seconds since 1970
};

struct TokenIdentity {
  UserPtr user;
  std::vector<std::string> audiences;  // the ones asked for that the token has
  std::optional<SecretTokenUse> secretToken;
};

struct TokenIssuerConfig {
  std::string issuer = "https://kubernetes.default.svc.cluster.local";
  std::vector<std::string> audiences;  // that the API accepts; empty: the issuer
};

// The key that signs, perhaps still being made: a first start does not wait for it.
using ComingKey = std::shared_future<Result<SigningKey>>;
ComingKey keyAtHand(SigningKey key);

struct Jwt;  // jwt.h

// Immutable but for its cache of verified tokens; any thread.
class ServiceAccountTokens {
 public:
  // `verifying` may be empty: then the signing key's public half verifies. Whoever needs the signing key
  // waits for it.
  ServiceAccountTokens(TokenIssuerConfig config, ComingKey signing, std::vector<SigningKey> verifying,
                       const Clock& clock, Random& random);
  ~ServiceAccountTokens();

  const std::string& issuer() const { return config_.issuer; }
  const std::vector<std::string>& apiAudiences() const { return config_.audiences; }

  Result<IssuedToken> issue(const TokenSubject& subject, const std::vector<std::string>& audiences,
                            int64_t lifetimeSeconds);
  // True when the token looks like one of ours (a JWT of our issuer); only then authenticate() is asked.
  bool recognises(std::string_view token) const;
  // Likewise without end, for a Secret to hold. Does not wait for the key: who asks asks again.
  Result<std::string> issueForSecret(const SecretTokenClaims& claims) const;
  // The account that the token stands for, if it is valid now and what it is bound to still exists in
  // `world`. `audiences`: any one of them suffices; empty: those of the API. The error's message says why not; it is
  // empty for a token of somebody else.
  Result<TokenIdentity> authenticate(std::string_view token, const std::vector<std::string>& audiences,
                                     const store::World& world) const;

  // GET /.well-known/openid-configuration and /openid/v1/jwks.
  std::string openIdConfiguration(const std::string& keysUri) const;
  std::string jwks() const;

 private:
  struct Claims;
  struct Cache;
  using ClaimsPtr = std::shared_ptr<const Claims>;
  std::vector<SigningKey> verifyingKeys() const;
  Result<> checkSignature(const Jwt& jwt) const;
  Result<ClaimsPtr> verify(std::string_view token) const;
  Result<ClaimsPtr> cachedOrVerified(std::string_view token) const;

  TokenIssuerConfig config_;
  ComingKey signing_;
  std::vector<SigningKey> verifying_;  // empty: the signing key's public half
  const Clock& clock_;
  Random& random_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace seamark::apiserver
