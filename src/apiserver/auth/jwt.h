// JSON Web Tokens (RFC 7519) as text: taking one apart, and making one that a key signs. What their claims mean is
// for others to say.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apiserver/auth/signing_key.h"

namespace seamark::apiserver {

struct Jwt {
  std::string_view signedText;  // a part of the token that was given
  boost::json::object header;
  boost::json::object claims;
  std::string signature;
};

// Three parts between dots, and not longer than any token of ours.
bool looksLikeJwt(std::string_view token);
std::optional<Jwt> parseJwt(std::string_view token);
Result<std::string> signedJwt(const SigningKey& key, const boost::json::object& claims);

// Members, or what is empty when they are missing or of another type.
std::string textAt(const boost::json::object& object, std::string_view key);
int64_t numberAt(const boost::json::object& object, std::string_view key);
const boost::json::object* objectAt(const boost::json::object& object, std::string_view key);
std::vector<std::string> listAt(const boost::json::object& object, std::string_view key);  // or one text

}  // namespace seamark::apiserver
