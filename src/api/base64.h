// Standard base64 with padding, as []byte fields travel in JSON.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace seamark::api {

void appendBase64(std::string_view bytes, std::string& out);
// Appends the decoded bytes; or gives the place of the first wrong byte, as Go counts it. Line breaks are
// skipped.
std::optional<size_t> decodeBase64(std::string_view text, std::string& out);

}  // namespace seamark::api
