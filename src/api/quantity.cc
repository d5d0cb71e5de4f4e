// resource.Quantity: read any of its notations, write the canonical one.
// Source of the rules: Kubernetes' resource.Quantity (suffix families, rounding up, no fraction in the text).
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>

#include "api/scalars.h"

namespace seamark::api {

namespace {

__extension__ using Wide = __int128;

// The suffix decides in which family the value is written back.
enum class Family { DecimalSI, BinarySI, DecimalExponent };

struct Suffix {
  Family family = Family::DecimalSI;
  int exponent = 0;  // of 10; for BinarySI of 2
};

constexpr std::string_view kBinary[] = {"Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
constexpr std::string_view kDecimal[] = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};

std::optional<Suffix> parseSuffix(std::string_view text) {
  for (int i = 0; i < 6; ++i)
    if (text == kBinary[i]) return Suffix{Family::BinarySI, 10 * (i + 1)};
  for (int i = 0; i < 10; ++i)
    if (text == kDecimal[i]) return Suffix{Family::DecimalSI, 3 * (i - 3)};
  if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) return std::nullopt;
  std::string_view digits = text.substr(text[1] == '+' ? 2 : 1);
  int exponent = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (exponent > 1000 || exponent < -1000) return std::nullopt;
  return Suffix{Family::DecimalExponent, exponent};
}

constexpr Wide kNano = 1'000'000'000;
constexpr Wide kLargest = static_cast<Wide>(INT64_MAX) * kNano;

// The magnitude in units of 10^-9, rounded up; never above the largest that a Quantity holds.
Wide nanosOf(std::string_view whole, std::string_view fraction, const Suffix& suffix) {
  Wide value = 0;
  int scale = 9;
  bool rest = false;  // something below what is kept
  auto take = [&](char c) { value = value * 10 + (c - '0'); };
  auto full = [&] { return value > kLargest; };
  for (const char c : whole) {
    if (full()) return kLargest;
    take(c);
  }
  for (const char c : fraction) {
    if (value > kLargest / 10 || scale < -20) {
      rest = rest || c != '0';
      continue;
    }
    take(c);
    --scale;
  }
  if (value == 0) return 0;
  if (suffix.family == Family::BinarySI) {
    for (int i = 0; i < suffix.exponent && !full(); ++i) value *= 2;
  } else {
    scale += suffix.exponent;
  }
  for (; scale > 0; --scale) {
    if (full()) return kLargest;
    value *= 10;
  }
  for (; scale < 0 && value > 0; ++scale) {
    rest = rest || value % 10 != 0;
    value /= 10;
  }
  return std::min<Wide>(value + (rest ? 1 : 0), kLargest);
}

std::string decimalText(Wide nanos, Family family) {
  int exponent = -9;
  while (exponent < 18 && nanos % 1000 == 0) {
    nanos /= 1000;
    exponent += 3;
  }
  const auto mantissa = static_cast<int64_t>(nanos);
  if (family == Family::DecimalSI) return fmt::format("{}{}", mantissa, kDecimal[exponent / 3 + 3]);
  return exponent == 0 ? fmt::format("{}", mantissa) : fmt::format("{}e{}", mantissa, exponent);
}

std::string canonicalText(Wide nanos, Family family) {
  if (nanos == 0) return "0";
  // Below 1024 a binary quantity is written with decimal suffixes; above, without fraction.
  if (family != Family::BinarySI || nanos < 1024 * kNano)
    return decimalText(nanos, family == Family::BinarySI ? Family::DecimalSI : family);
  Wide units = (nanos + kNano - 1) / kNano;
  int power = 0;
  while (power < 6 && units % 1024 == 0) {
    units /= 1024;
    ++power;
  }
  return fmt::format("{}{}", static_cast<int64_t>(units), power == 0 ? "" : kBinary[power - 1]);
}

}  // namespace

std::optional<Quantity> Quantity::parse(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const bool negative = text[0] == '-';
  if (negative || text[0] == '+') text.remove_prefix(1);
  auto digits = [&] {
    size_t n = 0;
    while (n < text.size() && text[n] >= '0' && text[n] <= '9') ++n;
    const std::string_view found = text.substr(0, n);
    text.remove_prefix(n);
    return found;
  };
  const std::string_view whole = digits();
  std::string_view fraction;
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    fraction = digits();
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;
  const std::optional<Suffix> suffix = parseSuffix(text);
  if (!suffix) return std::nullopt;
  std::string canonical = canonicalText(nanosOf(whole, fraction, *suffix), suffix->family);
  if (negative && canonical != "0") canonical.insert(0, "-");
  return Quantity{std::move(canonical)};
}

}  // namespace seamark::api
