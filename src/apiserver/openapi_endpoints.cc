// SPDX-License-Identifier: Apache-2.0
#include "apiserver/openapi_endpoints.h"

#include <openssl/sha.h>

#include "apiserver/health.h"

namespace seamark::apiserver {

struct OpenApiEndpoints::Documents {};

OpenApiEndpoints::OpenApiEndpoints() : documents_(std::make_unique<Documents>()) {}
OpenApiEndpoints::~OpenApiEndpoints() = default;

std::string etagOf(std::string_view text) {
  unsigned char digest[SHA512_DIGEST_LENGTH];
  SHA512(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

void OpenApiEndpoints::serve(RequestContext& context) const {
  answerText(context, 404, "404 page not found\n");
}

}  // namespace seamark::apiserver
