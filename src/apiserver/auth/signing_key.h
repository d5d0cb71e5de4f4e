// Keys that sign and verify ServiceAccount tokens: RS256 and ES256 (RFC 7518).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace seamark::apiserver {

// Immutable; any thread may use it.
class SigningKey {
 public:
  // The first key in the PEM text; private keys can sign. Fails with a message that names what is wrong.
  static Result<SigningKey> fromPem(std::string_view pem);
  // Every key in the text, private or public.
  static Result<std::vector<SigningKey>> allFromPem(std::string_view pem);

  bool canSign() const;
  // "RS256" or "ES256".
  std::string_view algorithm() const;
  // SHA-256 of the public key's DER in base64url: what Kubernetes puts into `kid`.
  const std::string& id() const { return id_; }
  // The signature of `text` in the JWT form.
  Result<std::string> sign(std::string_view text) const;
  bool verifies(std::string_view text, std::string_view signature) const;
  // One entry of a JWK set, as JSON.
  std::string jwk() const;

 private:
  struct Impl;
  SigningKey(std::shared_ptr<const Impl> impl, std::string id) : impl_(std::move(impl)), id_(std::move(id)) {}
  static Result<SigningKey> make(void* key, bool isPrivate);
  std::shared_ptr<const Impl> impl_;
  std::string id_;
};

}  // namespace seamark::apiserver
