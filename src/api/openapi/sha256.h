// SHA-256 as libcrypto computes it, for hashes that Kubernetes publishes (storageVersionHash, OpenAPI's hash
// parameter): names for content, no secrets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace seamark::api {

std::array<uint8_t, 32> sha256(std::string_view data);
// Upper case.
std::string sha256Hex(std::string_view data);

}  // namespace seamark::api
