// What a Secret of type kubernetes.io/service-account-token shall hold. Pure.
// Source: Kubernetes' token controller.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "api/core/secret.h"
#include "api/core/service_account.h"
#include "base/result.h"
#include "controllers/controllers.h"

namespace seamark::controllers::token {

bool isTokenSecret(const api::Object& secret);
// The account that a token Secret is for, by name and, where it says so, by uid.
std::string accountOf(const api::Object& secret);
std::string accountUidOf(const api::Object& secret);
bool isFor(const api::Object& secret, const api::Object& account);

// The Secret with what it lacks; null when it lacks nothing. A token and a namespace that are there stay, the
// authority is put right.
Result<std::shared_ptr<api::Secret>> filled(const api::Secret& secret, const api::ServiceAccount& account,
                                            const std::string& caPem, const TokenSigner& sign);

// The account without its reference to that Secret; null when it has none.
std::shared_ptr<api::ServiceAccount> withoutReference(const api::ServiceAccount& account,
                                                      const std::string& secret);

}  // namespace seamark::controllers::token
