// JSON checked as Go's scanner does, with its messages, and the two members that say what a body is. One
// pass, no tree, nesting bounded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace seamark::apiserver {

// What the top-level value is, and the raw JSON of `kind` and `apiVersion` when it is an object.
struct JsonHead {
  char first = 0;  // '{', '[', '"', 't', 'f', 'n', or a digit or minus for numbers
  std::string_view kind;
  std::string_view apiVersion;
};

// The error's message is Go's alone: `invalid character 'x' looking for beginning of value`.
Result<JsonHead> scanJson(std::string_view text);

// Whether what says what a body is can be read as Go reads it; null counts as absent. The error's message is Go's.
Result<> checkTypeMeta(const JsonHead& head);

// "string", "number", "object" …: how Go names the JSON value that begins with `first`.
std::string_view goJsonType(char first);

// A JSON string without escapes as most are; with escapes, decoded. Empty for null and for what is absent.
std::string jsonStringValue(std::string_view raw);

}  // namespace seamark::apiserver
