// SPDX-License-Identifier: Apache-2.0
#include "api/openapi/sha256.h"

#include <openssl/evp.h>

#include "base/assert.h"

namespace seamark::api {

std::array<uint8_t, 32> sha256(std::string_view data) {
  std::array<uint8_t, 32> digest{};
  unsigned int length = digest.size();
  SM_ASSERT(EVP_Digest(data.data(), data.size(), digest.data(), &length, EVP_sha256(), nullptr) == 1);
  return digest;
}

std::string sha256Hex(std::string_view data) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const uint8_t byte : sha256(data)) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace seamark::api
