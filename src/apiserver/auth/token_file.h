// The static token file (--token-auth-file): CSV of token, user, uid, "group,group".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "apiserver/context.h"
#include "base/text_map.h"

namespace seamark::apiserver {

// Token to user. system:authenticated is among the groups already.
using TokenTable = TextMap<UserPtr>;

// The error names the line.
Result<TokenTable> parseTokenFile(std::string_view csv);

}  // namespace seamark::apiserver
