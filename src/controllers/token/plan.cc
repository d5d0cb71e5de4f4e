// SPDX-License-Identifier: Apache-2.0
#include "controllers/token/plan.h"

#include <algorithm>

namespace seamark::controllers::token {

namespace {

constexpr auto kType = "kubernetes.io/service-account-token";
constexpr auto kAccountName = "kubernetes.io/service-account.name";
constexpr auto kAccountUid = "kubernetes.io/service-account.uid";
constexpr auto kToken = "token", kNamespace = "namespace", kAuthority = "ca.crt";

std::string annotation(const api::Object& object, const char* key) {
  const auto& annotations = object.metadata.annotations;
  const auto found = annotations.find(key);
  return found == annotations.end() ? std::string() : found->second;
}

std::string valueOf(const api::Secret& secret, const char* key) {
  const auto found = secret.data.find(key);
  return found == secret.data.end() ? std::string() : found->second.data;
}

}  // namespace

bool isTokenSecret(const api::Object& secret) {
  return api::as<api::Secret>(secret).type == kType;
}

std::string accountOf(const api::Object& secret) {
  return annotation(secret, kAccountName);
}

std::string accountUidOf(const api::Object& secret) {
  return annotation(secret, kAccountUid);
}

bool isFor(const api::Object& secret, const api::Object& account) {
  const std::string uid = accountUidOf(secret);
  return accountOf(secret) == account.metadata.name && (uid.empty() || uid == account.metadata.uid);
}

Result<std::shared_ptr<api::Secret>> filled(const api::Secret& secret, const api::ServiceAccount& account,
                                            const std::string& caPem, const TokenSigner& sign) {
  const bool lacksAuthority = !caPem.empty() && valueOf(secret, kAuthority) != caPem;
  const bool lacksNamespace = valueOf(secret, kNamespace).empty();
  const bool lacksToken = valueOf(secret, kToken).empty();
  if (!lacksAuthority && !lacksNamespace && !lacksToken) return nullptr;
  auto next = std::make_shared<api::Secret>(secret);
  const std::string& ns = secret.metadata.namespace_;
  if (lacksAuthority) next->data[kAuthority] = {caPem};
  if (lacksNamespace) next->data[kNamespace] = {ns};
  if (lacksToken) {
    TRY(std::string token, sign({ns, secret.metadata.name, account.metadata.name, account.metadata.uid}));
    next->data[kToken] = {std::move(token)};
  }
  next->metadata.annotations[kAccountName] = account.metadata.name;
  next->metadata.annotations[kAccountUid] = account.metadata.uid;
  return next;
}

std::shared_ptr<api::ServiceAccount> withoutReference(const api::ServiceAccount& account,
                                                      const std::string& secret) {
  auto next = std::make_shared<api::ServiceAccount>(account);
  const auto gone =
      std::erase_if(next->secrets, [&](const auto& reference) { return reference.name == secret; });
  return gone > 0 ? next : nullptr;
}

}  // namespace seamark::controllers::token
