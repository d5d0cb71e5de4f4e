// Warnings about addresses and ranges that are accepted but oddly written: sent as Warning headers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/field_error.h"

namespace seamark::api {

using Warnings = std::vector<std::string>;

// Leading zeros or IPv4-mapped, or IPv6 not as RFC 5952 writes it. What is no address gives no warning.
void warnAboutIp(Warnings& warnings, const Path& path, std::string_view value);
// The same of a range, and bits set beyond the prefix length.
void warnAboutCidr(Warnings& warnings, const Path& path, std::string_view value);

}  // namespace seamark::api
