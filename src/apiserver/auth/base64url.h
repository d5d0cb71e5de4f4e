// base64url without padding (RFC 4648 section 5), as JWTs and JWKs use it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace seamark::apiserver {

std::string toBase64Url(std::string_view bytes);
// Nullopt: a character that does not belong there, or a length that cannot be.
std::optional<std::string> fromBase64Url(std::string_view text);

}  // namespace seamark::apiserver
