// Where the API has a kind's objects: /api/v1/namespaces/default/services/x?… .
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "api/kind.h"

namespace seamark::client {

// Percent-encoded as a path segment or a query value.
std::string urlEncoded(std::string_view text);

// Empty parts are left out; `ns` also for a kind without namespaces.
std::string resourcePath(const api::Kind& kind, std::string_view ns, std::string_view name = {},
                         std::string_view subresource = {});

// `a=1&b=2`, values encoded, empty values left out.
class QueryText {
 public:
  QueryText& add(std::string_view key, std::string_view value);
  // With the question mark, or empty.
  std::string text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace seamark::client
