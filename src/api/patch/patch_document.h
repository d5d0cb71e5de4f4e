// Reading patches and documents with bounds, and showing them. Internal to patch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "api/codec.h"
#include "base/result.h"

namespace seamark::api {

// The stored object: malformed means a bug in the caller, answered as 500.
Result<boost::json::value> parseDocument(std::string_view text);
// A client's patch: 400 `invalid JSON patch` when it is no JSON or nests too deep. The last of duplicate keys
// counts; all are told in `problems`.
Result<boost::json::value> parsePatch(std::string_view text, StrictProblems* problems);
// The same for patches whose values stand in the document as they were written: `1.0` and `1e3` are kept as marked
// strings, which documentText() turns back. `operations`: a JSON patch, whose problems have a word of their own
// before them and name unknown members of operations too.
Result<boost::json::value> parseVerbatim(std::string_view text, StrictProblems* problems, bool operations);
std::string documentText(const boost::json::value& value);

// As Go writes JSON: 0.5, where the library has 5E-1, which a quantity would keep as it is written.
std::string goJson(const boost::json::value& value);

// "object", "array", "string", "number", "bool": as Go's decoder calls it. null is "null".
std::string_view goJsonKind(const boost::json::value& value);
std::string goValueText(const boost::json::value& value);
// Go's %s: what is no string is told to be none, `%!s(int64=5)`.
std::string goStringText(const boost::json::value& value);

void sortKeys(boost::json::object& object);
void eraseNulls(boost::json::object& object);
// Calls visit() for every object in `value`, itself first; what it takes out of one is not visited.
void forEachObject(boost::json::value& value, const std::function<void(boost::json::object&)>& visit);

// 500 without reason: how upstream answers misused directives.
Status patchFailure(std::string message);
// 422 `the server rejected our request due to an error in our request`.
Status patchRejected();

}  // namespace seamark::api
