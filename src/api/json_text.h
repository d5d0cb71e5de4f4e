// JSON strings and passed-through JSON, as Go's encoder writes them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace seamark::api {

// Appends `text` in quotes. < > & U+2028 U+2029 are escaped, bytes that are no UTF-8 become U+FFFD.
void appendJsonString(std::string_view text, std::string& out);
// Appends well-formed JSON without the blanks between its tokens.
void appendCompactJson(std::string_view json, std::string& out);

// The length of the UTF-8 sequence at the start of `text` (not empty); 0 when there is none.
size_t utf8Length(std::string_view text);
void appendUtf8(uint32_t codePoint, std::string& out);

}  // namespace seamark::api
