// Field errors from problems: labels, ports, protocols, addresses and ranges.
// SPDX-License-Identifier: Apache-2.0
#include "api/validators.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace seamark::api {
namespace {

constexpr size_t kMaxAnnotationsBytes = 256 * 1024;

std::string lowerCased(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

bool isAmong(std::span<const std::string> stored, std::string_view value) {
  return std::find(stored.begin(), stored.end(), value) != stored.end();
}

// The text in canonical form: an IPv4-mapped address becomes the IPv4 one.
std::optional<ParsedIp> parseStrictly(FieldErrors& errors, const Path& path, std::string_view value) {
  const auto parsed = parseIpDetailed(value);
  if (!parsed) {
    errors.push_back(
        invalidText(path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
    return std::nullopt;
  }
  if (parsed->leadingZeros) {
    errors.push_back(invalidText(path, value, "must not have leading 0s"));
    return std::nullopt;
  }
  if (parsed->mapped) {
    errors.push_back(invalidText(path, value, "must not be an IPv4-mapped IPv6 address"));
    return std::nullopt;
  }
  return parsed;
}

}  // namespace

void addProblems(FieldErrors& errors, const Path& path, std::string_view value, const Problems& problems) {
  for (const std::string& problem : problems) errors.push_back(invalidText(path, value, problem));
}

void validateLabels(FieldErrors& errors, const Path& path, const std::map<std::string, std::string>& labels) {
  for (const auto& [key, value] : labels) {
    addProblems(errors, path, key, qualifiedNameProblems(key));
    addProblems(errors, path, value, labelValueProblems(value));
  }
}

void validateAnnotations(FieldErrors& errors, const Path& path,
                         const std::map<std::string, std::string>& annotations) {
  size_t bytes = 0;
  for (const auto& [key, value] : annotations) {
    // Upper case is let through: keys are checked in lower case, but shown as they are.
    addProblems(errors, path, key, qualifiedNameProblems(lowerCased(key)));
    bytes += key.size() + value.size();
  }
  if (bytes > kMaxAnnotationsBytes) errors.push_back(tooLong(path, kMaxAnnotationsBytes));
}

void validatePortOrName(FieldErrors& errors, const Path& path, const IntOrString& port) {
  if (port.isString) {
    addProblems(errors, path, port.string, portNameProblems(port.string));
  } else if (!isPortNumber(port.number)) {
    errors.push_back(invalidNumber(path, port.number, kPortRange));
  }
}

void validateProtocol(FieldErrors& errors, const Path& path, std::string_view protocol) {
  static constexpr std::array<std::string_view, 3> kProtocols = {"SCTP", "TCP", "UDP"};
  validateEnum(errors, path, protocol, kProtocols);
}

void validateEnum(FieldErrors& errors, const Path& path, std::string_view value,
                  std::span<const std::string_view> supported) {
  if (value.empty()) {
    errors.push_back(required(path));
  } else if (std::find(supported.begin(), supported.end(), value) == supported.end()) {
    errors.push_back(notSupported(path, value, supported));
  }
}

std::optional<IpAddress> validateIp(FieldErrors& errors, const Path& path, std::string_view value,
                                    std::span<const std::string> stored) {
  if (isAmong(stored, value)) {
    if (const auto ip = IpAddress::parseLenient(value)) return ip;
  }
  const auto parsed = parseStrictly(errors, path, value);
  if (!parsed) return std::nullopt;
  return parsed->address;
}

std::optional<IpAddress> validateCanonicalIp(FieldErrors& errors, const Path& path, std::string_view value) {
  const auto parsed = parseStrictly(errors, path, value);
  if (!parsed) return std::nullopt;
  if (const std::string canonical = parsed->address.text(); canonical != value) {
    errors.push_back(
        invalidText(path, value, fmt::format("must be in canonical form ({})", goQuoted(canonical))));
    return std::nullopt;
  }
  return parsed->address;
}

bool isSpecialIp(const IpAddress& address) {
  return address.isUnspecified() || address.isLoopback() || address.isLinkLocalUnicast() ||
         address.isLinkLocalMulticast();
}

void validateNonSpecialIp(FieldErrors& errors, const Path& path, std::string_view value) {
  const auto ip = IpAddress::parseLenient(value);
  if (!ip) {
    errors.push_back(invalidText(path, value, "must be a valid IP address"));
    return;
  }
  const auto refuse = [&](std::string_view detail) { errors.push_back(invalidText(path, value, detail)); };
  if (ip->isUnspecified()) refuse(fmt::format("may not be unspecified ({})", value));
  if (ip->isLoopback()) refuse("may not be in the loopback range (127.0.0.0/8, ::1/128)");
  if (ip->isLinkLocalUnicast()) refuse("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  if (ip->isLinkLocalMulticast()) {
    refuse("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
  }
}

std::optional<Cidr> validateCidr(FieldErrors& errors, const Path& path, std::string_view value,
                                 std::span<const std::string> stored) {
  if (isAmong(stored, value)) {
    if (const auto cidr = Cidr::parseLenient(value)) return cidr;
  }
  const auto parsed = parseCidrDetailed(value);
  const auto refuse = [&](std::string_view detail) {
    errors.push_back(invalidText(path, value, detail));
    return std::nullopt;
  };
  if (!parsed) return refuse("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
  if (parsed->leadingZeros) return refuse("must not have leading 0s in IP or prefix length");
  if (parsed->mapped) return refuse("must not have an IPv4-mapped IPv6 address");
  if (parsed->bitsBeyond) return refuse("must not have bits set beyond the prefix length");
  return parsed->cidr;
}

std::optional<Cidr> validateCanonicalCidr(FieldErrors& errors, const Path& path, std::string_view value) {
  const auto cidr = validateCidr(errors, path, value);
  if (!cidr) return std::nullopt;
  if (const std::string canonical = cidr->text(); canonical != value) {
    errors.push_back(
        invalidText(path, value, fmt::format("must be in canonical form ({})", goQuoted(canonical))));
    return std::nullopt;
  }
  return cidr;
}

}  // namespace seamark::api
