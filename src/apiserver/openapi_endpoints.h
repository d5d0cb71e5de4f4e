// /openapi/v2 and /openapi/v3: documents made on first need and kept. Any loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "apiserver/context.h"

namespace seamark::apiserver {

// SHA-512 of the text in upper-case hexadecimal: what ETags and hash parameters hold.
std::string etagOf(std::string_view text);

class OpenApiEndpoints {
 public:
  OpenApiEndpoints();
  ~OpenApiEndpoints();
  void serve(RequestContext& context) const;

 private:
  struct Documents;
  std::unique_ptr<Documents> documents_;
};

}  // namespace seamark::apiserver
