// Texts of the warnings about addresses and ranges.
// SPDX-License-Identifier: Apache-2.0
#include "api/warnings.h"

#include <fmt/format.h>

#include "api/ip.h"

namespace seamark::api {

void warnAboutIp(Warnings& warnings, const Path& path, std::string_view value) {
  const auto parsed = parseIpDetailed(value);
  if (!parsed) return;
  const std::string canonical = parsed->address.text();
  if (parsed->leadingZeros || parsed->mapped) {
    warnings.push_back(fmt::format("{}: non-standard IP address {} is invalid: use {}", path.text(),
                                   goQuoted(value), goQuoted(canonical)));
  } else if (parsed->address.isV6() && canonical != value) {
    warnings.push_back(fmt::format("{}: IPv6 address {} should be in RFC 5952 canonical format ({})",
                                   path.text(), goQuoted(value), goQuoted(canonical)));
  }
}

void warnAboutCidr(Warnings& warnings, const Path& path, std::string_view value) {
  const auto parsed = parseCidrDetailed(value);
  if (!parsed) return;
  const std::string canonical = parsed->cidr.text();
  if (parsed->bitsBeyond) {
    const Cidr single(parsed->address, parsed->address.isV4() ? 32 : 128);
    warnings.push_back(fmt::format("{}: CIDR value {} is ambiguous in this context (should be {} or {}?)",
                                   path.text(), goQuoted(value), goQuoted(canonical),
                                   goQuoted(single.text())));
  }
  if (parsed->leadingZeros || parsed->mapped) {
    warnings.push_back(fmt::format("{}: non-standard CIDR value {} is invalid: use {}", path.text(),
                                   goQuoted(value), goQuoted(canonical)));
  } else if (!parsed->bitsBeyond && parsed->cidr.network().isV6() && canonical != value) {
    warnings.push_back(fmt::format("{}: IPv6 CIDR value {} should be in RFC 5952 canonical format ({})",
                                   path.text(), goQuoted(value), goQuoted(canonical)));
  }
}

}  // namespace seamark::api
