// The static token file (--token-auth-file): CSV of token, user, uid, "group,group".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "apiserver/context.h"

namespace seamark::apiserver {

struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

// Token to user. system:authenticated is among the groups already.
using TokenTable = std::unordered_map<std::string, UserPtr, TextHash, std::equal_to<>>;

// The error names the line.
Result<TokenTable> parseTokenFile(std::string_view csv);

}  // namespace seamark::apiserver
