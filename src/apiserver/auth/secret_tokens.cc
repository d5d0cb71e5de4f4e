// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/secret_tokens.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "api/core/secret.h"
#include "api/core/service_account.h"
#include "api/kinds.h"
#include "apiserver/auth/jwt.h"
#include "apiserver/write.h"

namespace seamark::apiserver {
namespace json = boost::json;
namespace {

constexpr std::string_view kNamespace = "kubernetes.io/serviceaccount/namespace";
constexpr std::string_view kSecretName = "kubernetes.io/serviceaccount/secret.name";
constexpr std::string_view kAccountName = "kubernetes.io/serviceaccount/service-account.name";
constexpr std::string_view kAccountUid = "kubernetes.io/serviceaccount/service-account.uid";
constexpr const char* kLastUsed = "kubernetes.io/legacy-token-last-used";
constexpr const char* kInvalidSince = "kubernetes.io/legacy-token-invalid-since";

std::string subjectOf(const SecretTokenClaims& claims) {
  return "system:serviceaccount:" + claims.ns + ":" + claims.account;
}

api::ObjectPtr find(const store::World& world, const api::Kind& kind, const std::string& ns,
                    const std::string& name) {
  const api::EncodedPtr* found = world.of(kind).find(api::objectKey(ns, name));
  return found ? (*found)->object() : nullptr;
}

bool has(const api::Secret& secret, std::string_view token) {
  const auto found = secret.data.find("token");
  if (found == secret.data.end()) return false;
  const std::string& kept = found->second.data;
  return kept.size() == token.size() && CRYPTO_memcmp(kept.data(), token.data(), token.size()) == 0;
}

std::string label(const api::Object& object, const char* key) {
  const auto found = object.metadata.labels.find(key);
  return found == object.metadata.labels.end() ? std::string() : found->second;
}

// Clocks of servers differ: who is ahead has noted tomorrow.
bool isNoted(const api::Object& secret, WallTime now) {
  const std::string day = label(secret, kLastUsed);
  return day == dayOf(now) || day == dayOf(now + std::chrono::days(1));
}

Result<> checkAccount(const SecretTokenClaims& claims, const api::ServiceAccount* account) {
  if (!account) return Failure(failure("serviceaccounts \"" + claims.account + "\" not found"));
  if (account->metadata.deletionTimestamp)
    return Failure(failure("ServiceAccount " + claims.ns + "/" + claims.account + " has been deleted"));
  if (account->metadata.uid != claims.accountUid)
    return Failure(failure("ServiceAccount UID (" + account->metadata.uid + ") does not match claim (" +
                           claims.accountUid + ")"));
  return {};
}

}  // namespace

std::string dayOf(WallTime time) {
  constexpr size_t kDayBytes = 10;
  return api::Time::of(time).text().substr(0, kDayBytes);
}

Result<std::string> signSecretToken(const SigningKey& key, const SecretTokenClaims& claims) {
  return signedJwt(key, {{"iss", kSecretTokenIssuer},
                         {kNamespace, claims.ns},
                         {kSecretName, claims.secret},
                         {kAccountName, claims.account},
                         {kAccountUid, claims.accountUid},
                         {"sub", subjectOf(claims)}});
}

Result<SecretTokenClaims> readSecretToken(const json::object& claims) {
  SecretTokenClaims read{textAt(claims, kNamespace), textAt(claims, kSecretName),
                         textAt(claims, kAccountName), textAt(claims, kAccountUid)};
  const std::string subject = textAt(claims, "sub");
  const auto missing = [](const char* claim) {
    return Failure(failure(std::string(claim) + " claim is missing"));
  };
  if (subject.empty()) return missing("sub");
  if (read.ns.empty()) return missing("namespace");
  if (read.secret.empty()) return missing("secretName");
  if (read.account.empty()) return missing("serviceAccountName");
  if (read.accountUid.empty()) return missing("serviceAccountUID");
  if (subject != subjectOf(read)) return Failure(failure("sub claim is invalid"));
  return read;
}

Result<SecretTokenUse> checkSecretToken(const SecretTokenClaims& claims, std::string_view token,
                                        const store::World& world, WallTime now) {
  const api::ObjectPtr object = find(world, api::kindOf<api::Secret>(), claims.ns, claims.secret);
  if (!object || object->metadata.deletionTimestamp) return Failure(failure("Token has been invalidated"));
  if (!has(api::as<api::Secret>(*object), token))
    return Failure(failure("Token does not match server's copy"));
  const api::ObjectPtr accountObject =
      find(world, api::kindOf<api::ServiceAccount>(), claims.ns, claims.account);
  const auto* account = accountObject ? &api::as<api::ServiceAccount>(*accountObject) : nullptr;
  CHECKED(checkAccount(claims, account));
  if (!label(*object, kInvalidSince).empty())
    return Failure(failure(
        "the token in secret " + claims.ns + "/" + claims.secret + " for service account " + claims.ns + "/" +
        claims.account +
        " has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based "
        "tokens, or remove the '" +
        kInvalidSince + "' label from the secret to temporarily allow use of this token"));
  SecretTokenUse use{claims.ns, claims.secret, false, isNoted(*object, now)};
  use.listedByAccount = std::any_of(account->secrets.begin(), account->secrets.end(),
                                    [&](const auto& reference) { return reference.name == claims.secret; });
  return use;
}

void noteUse(RequestContext& context, const SecretTokenUse& use) {
  if (use.listedByAccount)
    context.warnings.emplace_back(
        "Use tokens from the TokenRequest API or manually created secret-based tokens instead of "
        "auto-generated "
        "secret-based tokens.");
  if (use.noted) return;
  Services& services = context.services;
  auto user = std::make_shared<UserInfo>();
  user->name = "system:apiserver";
  user->groups = {"system:masters", "system:authenticated"};
  WriteOptions options;
  options.manager = "kube-apiserver";
  auto request = std::make_shared<WriteRequest>(WriteRequest{services,
                                                             api::kindOf<api::Secret>(),
                                                             use.ns,
                                                             use.secret,
                                                             "",
                                                             std::move(user),
                                                             std::move(options),
                                                             {},
                                                             context.responder->executor()});
  UpdateSource source;
  source.isPatch = true;
  source.next = [today = dayOf(services.clock.now())](const api::EncodedObject* current) -> Result<Given> {
    auto secret = std::make_shared<api::Secret>(api::as<api::Secret>(*current->object()));
    secret->metadata.labels[kLastUsed] = today;
    return Given{std::move(secret), {}, false};
  };
  updateObject(std::move(request), std::move(source), [](const Result<Written>&) {});
}

}  // namespace seamark::apiserver
