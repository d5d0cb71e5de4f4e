// Tokens that live in Secrets of type kubernetes.io/service-account-token. They never expire; what they are worth
// the Secret says: it has the token, its ServiceAccount is there, and nobody has marked it invalid. That one was
// used is noted on its Secret, one day at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "apiserver/auth/signing_key.h"
#include "apiserver/context.h"
#include "base/executor.h"

namespace seamark::apiserver {

inline constexpr std::string_view kSecretTokenIssuer = "kubernetes/serviceaccount";

struct SecretTokenClaims {
  std::string ns;
  std::string secret;
  std::string account;
  std::string accountUid;
};

Result<std::string> signSecretToken(const SigningKey& key, const SecretTokenClaims& claims);
// The error names the claim that is missing, in Kubernetes' words, as all errors here.
Result<SecretTokenClaims> readSecretToken(const boost::json::object& claims);

// What a request with such a token entails.
struct SecretTokenUse {
  std::string ns;
  std::string secret;
  bool listedByAccount = false;  // made by an old cluster, not by a person: the client is warned
  bool noted = true;             // that it is used today
};

Result<SecretTokenUse> checkSecretToken(const SecretTokenClaims& claims, std::string_view token,
                                        const store::World& world, WallTime now);

// Warns, and writes the day on the Secret when it does not say it yet; does not wait.
void noteUse(RequestContext& context, const SecretTokenUse& use);

// "2026-01-31", in UTC.
std::string dayOf(WallTime time);

}  // namespace seamark::apiserver
