// IP addresses and ranges as values: parsing as strict and as lenient as the API's fields need it, canonical
// text (RFC 5952), family, arithmetic for allocators. No sockets here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seamark::api {

enum class IpFamily : uint8_t { V4, V6 };

// "IPv4" or "IPv6": as ipFamilies and addressType spell it.
std::string_view familyName(IpFamily family);
std::optional<IpFamily> familyNamed(std::string_view name);

// An address of one family. An IPv4-mapped IPv6 address (::ffff:1.2.3.4) is an IPv4 address here, as Go's
// net.IP has it; whether it was written so is ParsedIp's to tell.
class IpAddress {
 public:
  IpAddress() = default;  // 0.0.0.0
  static IpAddress v4(uint32_t hostOrder);
  static IpAddress v6(const std::array<uint8_t, 16>& bytes);

  // The text of an address and nothing else: no leading zeros, no zone, not IPv4-mapped. IPv6 need not be
  // canonical.
  static std::optional<IpAddress> parse(std::string_view text);
  // As the API's oldest fields read it: also leading zeros (decimal) and IPv4-mapped IPv6.
  static std::optional<IpAddress> parseLenient(std::string_view text);

  IpFamily family() const { return family_; }
  bool isV4() const { return family_ == IpFamily::V4; }
  bool isV6() const { return family_ == IpFamily::V6; }
  // Network byte order; the first 4 bytes for IPv4.
  const std::array<uint8_t, 16>& bytes() const { return bytes_; }
  size_t size() const { return isV4() ? 4 : 16; }
  uint32_t v4Value() const;  // host order; IPv4 only
  std::string text() const;  // canonical: dotted quad, or RFC 5952

  bool isUnspecified() const;
  bool isLoopback() const;            // 127.0.0.0/8, ::1
  bool isLinkLocalUnicast() const;    // 169.254.0.0/16, fe80::/10
  bool isLinkLocalMulticast() const;  // 224.0.0.0/24, ff02::/16

  // This address and `offset` further; nullopt past the end of the family.
  std::optional<IpAddress> plus(uint64_t offset) const;
  // How far `other` (same family) lies behind this one; nullopt when it lies before it or 2^64 or more away.
  std::optional<uint64_t> distanceTo(const IpAddress& other) const;

  // IPv4 before IPv6, then by number.
  auto operator<=>(const IpAddress&) const = default;

 private:
  IpFamily family_ = IpFamily::V4;
  std::array<uint8_t, 16> bytes_{};
};

// What was wrong or odd about an address that parseLenient took.
struct ParsedIp {
  IpAddress address;
  bool leadingZeros = false;
  bool mapped = false;  // written as ::ffff:a.b.c.d
};
std::optional<ParsedIp> parseIpDetailed(std::string_view text);

// A range "address/length". Always masked: network() has no bits beyond the length.
class Cidr {
 public:
  Cidr() = default;
  // Bits of `address` beyond `prefixLength` are dropped; the length is clamped to the family's.
  Cidr(const IpAddress& address, int prefixLength);
  // No leading zeros, no bits beyond the length, not IPv4-mapped.
  static std::optional<Cidr> parse(std::string_view text);
  static std::optional<Cidr> parseLenient(std::string_view text);

  const IpAddress& network() const { return network_; }
  int prefixLength() const { return prefixLength_; }
  IpFamily family() const { return network_.family(); }
  bool contains(const IpAddress& address) const;
  bool contains(const Cidr& other) const;
  bool overlaps(const Cidr& other) const { return contains(other) || other.contains(*this); }
  IpAddress last() const;  // all bits beyond the length set
  // How many addresses, both ends included; UINT64_MAX for 2^64 and more.
  uint64_t size() const;
  std::string text() const;
  auto operator<=>(const Cidr&) const = default;

 private:
  IpAddress network_;
  int prefixLength_ = 0;
};

struct ParsedCidr {
  Cidr cidr;
  IpAddress address;  // before masking
  bool leadingZeros = false;
  bool mapped = false;
  bool bitsBeyond = false;  // bits set beyond the prefix length
};
std::optional<ParsedCidr> parseCidrDetailed(std::string_view text);

}  // namespace seamark::api
