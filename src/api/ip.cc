// Parsing and printing of IP addresses and ranges.
// SPDX-License-Identifier: Apache-2.0
#include "api/ip.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"

namespace seamark::api {
namespace {

// Reads 1 to `maxDigits` decimal digits from the front of `text`.
std::optional<uint32_t> takeDecimal(std::string_view& text, uint32_t limit, bool& leadingZero) {
  size_t n = 0;
  uint32_t value = 0;
  while (n < text.size() && text[n] >= '0' && text[n] <= '9') {
    value = value * 10 + static_cast<uint32_t>(text[n] - '0');
    if (value > limit) return std::nullopt;
    ++n;
  }
  if (n == 0) return std::nullopt;
  if (n > 1 && text[0] == '0') leadingZero = true;
  text.remove_prefix(n);
  return value;
}

bool parseV4Into(std::string_view text, uint8_t* out, bool& leadingZeros) {
  for (int i = 0; i < 4; ++i) {
    if (i > 0) {
      if (text.empty() || text[0] != '.') return false;
      text.remove_prefix(1);
    }
    const auto part = takeDecimal(text, 255, leadingZeros);
    if (!part) return false;
    out[i] = static_cast<uint8_t>(*part);
  }
  return text.empty();
}

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Groups of up to four hexadecimal digits, one "::", and perhaps an IPv4 tail (RFC 4291 section 2.2).
bool parseV6Into(std::string_view text, std::array<uint8_t, 16>& out, bool& leadingZeros) {
  size_t at = 0;
  std::optional<size_t> gap;
  if (text.starts_with("::")) {
    gap = 0;
    text.remove_prefix(2);
    if (text.empty()) return true;
  }
  while (at < 16) {
    size_t n = 0;
    uint32_t group = 0;
    while (n < text.size() && hexDigit(text[n]) >= 0) {
      group = group * 16 + static_cast<uint32_t>(hexDigit(text[n++]));
      if (group > 0xffff) return false;
    }
    if (n == 0) return false;
    if (n > 4) leadingZeros = true;
    if (n < text.size() && text[n] == '.') {
      if (at + 4 > 16 || (!gap && at != 12)) return false;
      if (!parseV4Into(text, &out[at], leadingZeros)) return false;
      at += 4;
      text = {};
      break;
    }
    out[at++] = static_cast<uint8_t>(group >> 8);
    out[at++] = static_cast<uint8_t>(group);
    text.remove_prefix(n);
    if (text.empty()) break;
    if (text[0] != ':' || text.size() == 1) return false;
    text.remove_prefix(1);
    if (text[0] == ':') {
      if (gap) return false;
      gap = at;
      text.remove_prefix(1);
      if (text.empty()) break;
    }
  }
  if (!text.empty()) return false;
  if (at == 16) return !gap;
  if (!gap) return false;
  const size_t tail = at - *gap;
  std::memmove(&out[16 - tail], &out[*gap], tail);
  std::fill(out.begin() + *gap, out.begin() + (16 - tail), uint8_t{0});
  return true;
}

bool isMapped(const std::array<uint8_t, 16>& bytes) {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](uint8_t b) { return b == 0; }) &&
         bytes[10] == 0xff && bytes[11] == 0xff;
}

uint64_t half(const std::array<uint8_t, 16>& bytes, size_t at) {
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i) value = value << 8 | bytes[at + i];
  return value;
}

std::string v6Text(const std::array<uint8_t, 16>& bytes) {
  // The longest run of two or more zero groups, the first of equals, becomes "::" (RFC 5952 section 4.2).
  int runAt = -1;
  int runLength = 1;
  for (int i = 0; i < 8;) {
    int j = i;
    while (j < 8 && bytes[2 * j] == 0 && bytes[2 * j + 1] == 0) ++j;
    if (j - i > runLength) {
      runAt = i;
      runLength = j - i;
    }
    i = j + 1;
  }
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (int i = 0; i < 8; ++i) {
    if (i == runAt) {
      out += "::";
      i += runLength - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    const int group = bytes[2 * i] << 8 | bytes[2 * i + 1];
    for (int shift = 12; shift >= 0; shift -= 4) {
      if (shift == 0 || group >> shift) out += kHex[group >> shift & 15];
    }
  }
  return out;
}

}  // namespace

std::string_view familyName(IpFamily family) {
  return family == IpFamily::V4 ? "IPv4" : "IPv6";
}

std::optional<IpFamily> familyNamed(std::string_view name) {
  if (name == "IPv4") return IpFamily::V4;
  if (name == "IPv6") return IpFamily::V6;
  return std::nullopt;
}

IpAddress IpAddress::v4(uint32_t hostOrder) {
  IpAddress address;
  for (int i = 0; i < 4; ++i) address.bytes_[i] = static_cast<uint8_t>(hostOrder >> (24 - 8 * i));
  return address;
}

IpAddress IpAddress::v6(const std::array<uint8_t, 16>& bytes) {
  IpAddress address;
  address.family_ = IpFamily::V6;
  address.bytes_ = bytes;
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  const auto parsed = parseIpDetailed(text);
  if (!parsed || parsed->leadingZeros || parsed->mapped) return std::nullopt;
  return parsed->address;
}

std::optional<IpAddress> IpAddress::parseLenient(std::string_view text) {
  const auto parsed = parseIpDetailed(text);
  if (!parsed) return std::nullopt;
  return parsed->address;
}

uint32_t IpAddress::v4Value() const {
  SM_ASSERT(isV4());
  return uint32_t{bytes_[0]} << 24 | uint32_t{bytes_[1]} << 16 | uint32_t{bytes_[2]} << 8 | bytes_[3];
}

std::string IpAddress::text() const {
  if (isV6()) return v6Text(bytes_);
  std::string out;
  for (int i = 0; i < 4; ++i) {
    if (i > 0) out += '.';
    out += std::to_string(bytes_[i]);
  }
  return out;
}

bool IpAddress::isUnspecified() const {
  return std::all_of(bytes_.begin(), bytes_.begin() + size(), [](uint8_t b) { return b == 0; });
}

bool IpAddress::isLoopback() const {
  if (isV4()) return bytes_[0] == 127;
  return half(bytes_, 0) == 0 && half(bytes_, 8) == 1;
}

bool IpAddress::isLinkLocalUnicast() const {
  if (isV4()) return bytes_[0] == 169 && bytes_[1] == 254;
  return bytes_[0] == 0xfe && (bytes_[1] & 0xc0) == 0x80;
}

bool IpAddress::isLinkLocalMulticast() const {
  if (isV4()) return bytes_[0] == 224 && bytes_[1] == 0 && bytes_[2] == 0;
  return bytes_[0] == 0xff && (bytes_[1] & 0x0f) == 0x02;
}

std::optional<IpAddress> IpAddress::plus(uint64_t offset) const {
  IpAddress sum = *this;
  for (size_t i = size(); i-- > 0 && offset > 0;) {
    const uint64_t digit = (offset & 0xff) + sum.bytes_[i];
    sum.bytes_[i] = static_cast<uint8_t>(digit);
    offset = (offset >> 8) + (digit >> 8);
  }
  if (offset > 0) return std::nullopt;
  return sum;
}

std::optional<uint64_t> IpAddress::distanceTo(const IpAddress& other) const {
  if (family_ != other.family_ || other < *this) return std::nullopt;
  if (isV4()) return other.v4Value() - v4Value();
  const uint64_t low = half(bytes_, 8);
  const uint64_t otherLow = half(other.bytes_, 8);
  const uint64_t high = half(other.bytes_, 0) - half(bytes_, 0) - (otherLow < low ? 1 : 0);
  if (high != 0) return std::nullopt;
  return otherLow - low;
}

std::optional<ParsedIp> parseIpDetailed(std::string_view text) {
  // Longer than any address can be written, leading zeros in moderation included.
  if (text.size() > 128) return std::nullopt;
  ParsedIp parsed;
  const size_t separator = text.find_first_of(".:");
  if (separator == std::string_view::npos) return std::nullopt;
  std::array<uint8_t, 16> bytes{};
  if (text[separator] == '.') {
    if (!parseV4Into(text, bytes.data(), parsed.leadingZeros)) return std::nullopt;
    parsed.address = IpAddress::v4(uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 |
                                   uint32_t{bytes[2]} << 8 | bytes[3]);
    return parsed;
  }
  if (!parseV6Into(text, bytes, parsed.leadingZeros)) return std::nullopt;
  parsed.mapped = isMapped(bytes);
  parsed.address = parsed.mapped ? IpAddress::v4(uint32_t{bytes[12]} << 24 | uint32_t{bytes[13]} << 16 |
                                                 uint32_t{bytes[14]} << 8 | bytes[15])
                                 : IpAddress::v6(bytes);
  return parsed;
}

Cidr::Cidr(const IpAddress& address, int prefixLength)
    : prefixLength_(std::clamp(prefixLength, 0, static_cast<int>(address.size() * 8))) {
  std::array<uint8_t, 16> bytes = address.bytes();
  for (int bit = prefixLength_; bit < static_cast<int>(address.size() * 8);) {
    if (bit % 8 == 0) {
      bytes[bit / 8] = 0;
      bit += 8;
    } else {
      bytes[bit / 8] &= static_cast<uint8_t>(0xff << (8 - bit % 8));
      bit += 8 - bit % 8;
    }
  }
  network_ = address.isV6() ? IpAddress::v6(bytes)
                            : IpAddress::v4(uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 |
                                            uint32_t{bytes[2]} << 8 | bytes[3]);
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const auto parsed = parseCidrDetailed(text);
  if (!parsed || parsed->leadingZeros || parsed->mapped || parsed->bitsBeyond) return std::nullopt;
  return parsed->cidr;
}

std::optional<Cidr> Cidr::parseLenient(std::string_view text) {
  const auto parsed = parseCidrDetailed(text);
  if (!parsed) return std::nullopt;
  return parsed->cidr;
}

bool Cidr::contains(const IpAddress& address) const {
  return address.family() == family() && Cidr(address, prefixLength_).network_ == network_;
}

bool Cidr::contains(const Cidr& other) const {
  return other.prefixLength_ >= prefixLength_ && contains(other.network_);
}

IpAddress Cidr::last() const {
  std::array<uint8_t, 16> bytes = network_.bytes();
  for (int bit = prefixLength_; bit < static_cast<int>(network_.size() * 8); ++bit) {
    bytes[bit / 8] |= static_cast<uint8_t>(0x80 >> bit % 8);
  }
  if (network_.isV6()) return IpAddress::v6(bytes);
  return IpAddress::v4(uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 |
                       bytes[3]);
}

uint64_t Cidr::size() const {
  const int hostBits = static_cast<int>(network_.size() * 8) - prefixLength_;
  return hostBits >= 64 ? UINT64_MAX : uint64_t{1} << hostBits;
}

std::string Cidr::text() const {
  return network_.text() + "/" + std::to_string(prefixLength_);
}

std::optional<ParsedCidr> parseCidrDetailed(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto ip = parseIpDetailed(text.substr(0, slash));
  if (!ip) return std::nullopt;
  std::string_view lengthText = text.substr(slash + 1);
  ParsedCidr parsed{
      .cidr = {}, .address = ip->address, .leadingZeros = ip->leadingZeros, .mapped = ip->mapped};
  // An IPv4-mapped range counts its bits as IPv6 does.
  const uint32_t limit = ip->mapped || ip->address.isV6() ? 128 : 32;
  const auto length = takeDecimal(lengthText, limit, parsed.leadingZeros);
  if (!length || !lengthText.empty()) return std::nullopt;
  const int bits = ip->mapped ? std::max(static_cast<int>(*length) - 96, 0) : static_cast<int>(*length);
  parsed.cidr = Cidr(ip->address, bits);
  parsed.bitsBeyond = parsed.cidr.network() != ip->address;
  return parsed;
}

}  // namespace seamark::api
