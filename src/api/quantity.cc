// resource.Quantity: read any of its notations, write the canonical one.
// Source of the rules: Kubernetes' resource.Quantity (suffix families, rounding up, no fraction in the text).
// SPDX-License-Identifier: Apache-2.0
#include "api/quantity.h"

#include <algorithm>
#include <charconv>

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
constexpr Wide kLargest = kNano * kNano * kNano * 1'000'000'000;       // what arithmetic here can hold
constexpr Wide kLargestBinary = static_cast<Wide>(INT64_MAX) * kNano;  // what Kubernetes caps binary ones at

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
  return std::min<Wide>(value + (rest ? 1 : 0),
                        suffix.family == Family::BinarySI ? kLargestBinary : kLargest);
}

std::string wideText(Wide value) {
  std::string text;
  for (; value > 0; value /= 10)
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
  return text;
}

std::string decimalText(Wide nanos, Family family) {
  int exponent = -9;
  while (exponent < 18 && nanos % 1000 == 0) {
    nanos /= 1000;
    exponent += 3;
  }
  std::string text = wideText(nanos);
  if (family == Family::DecimalSI) return text.append(kDecimal[exponent / 3 + 3]);
  return exponent == 0 ? text : text + "e" + std::to_string(exponent);
}

std::string canonicalText(Wide nanos, Family family) {
  if (nanos == 0) return "0";
  // Binary suffixes only for whole numbers from 1024 on.
  if (family == Family::BinarySI && (nanos < 1024 * kNano || nanos % kNano != 0)) family = Family::DecimalSI;
  if (family != Family::BinarySI) return decimalText(nanos, family);
  Wide units = nanos / kNano;
  int power = 0;
  while (power < 6 && units % 1024 == 0) {
    units /= 1024;
    ++power;
  }
  return wideText(units).append(power == 0 ? "" : kBinary[power - 1]);
}

// The parts of a quantity's text.
struct Parts {
  bool negative = false;
  std::string_view whole;  // without leading zeros
  std::string_view fraction;
  Suffix suffix;
};

std::optional<Parts> split(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Parts parts;
  parts.negative = text[0] == '-';
  if (parts.negative || text[0] == '+') text.remove_prefix(1);
  const auto digits = [&] {
    size_t n = 0;
    while (n < text.size() && text[n] >= '0' && text[n] <= '9') ++n;
    const std::string_view found = text.substr(0, n);
    text.remove_prefix(n);
    return found;
  };
  parts.whole = digits();
  while (parts.whole.starts_with('0')) parts.whole.remove_prefix(1);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    parts.fraction = digits();
  }
  const std::optional<Suffix> suffix = parseSuffix(text);
  if (!suffix) return std::nullopt;
  parts.suffix = *suffix;
  return parts;
}

// Whether Kubernetes takes the text for canonical and keeps it: a cheap test that lets "1.5" through but
// "1.50M".
bool isKept(const Parts& parts) {
  const auto digits = static_cast<int>(parts.whole.size() + parts.fraction.size());
  const int exponent = parts.suffix.exponent;
  if (parts.suffix.family == Family::BinarySI) {
    if (!parts.fraction.empty() || digits == 0 || 15 - digits - exponent * 3 / 10 - 1 < 0) return false;
    return (parts.whole.back() - '0' + (digits > 1 ? (parts.whole[digits - 2] - '0') * 10 : 0) +
            (digits > 2 ? (parts.whole[digits - 3] - '0') * 100 : 0)) %
               8 !=
           0;
  }
  const int scale = exponent - static_cast<int>(parts.fraction.size());
  const std::string shifted =
      std::string(parts.whole.empty() ? "0" : parts.whole) + std::string(parts.fraction);
  return digits <= 18 && scale >= -9 && scale % 3 == 0 && !shifted.ends_with("000") && shifted[0] != '0';
}

std::string canonicalOf(const Parts& parts, Wide unit) {
  Wide nanos = nanosOf(parts.whole, parts.fraction, parts.suffix);
  nanos = (nanos + unit - 1) / unit * unit;
  std::string text = canonicalText(nanos, parts.suffix.family);
  if (parts.negative && text != "0") text.insert(0, "-");
  return text;
}

Wide valueOf(const Quantity& quantity) {
  const std::optional<Parts> parts = split(quantity.value);
  if (!parts) return 0;
  const Wide nanos = nanosOf(parts->whole, parts->fraction, parts->suffix);
  return parts->negative ? -nanos : nanos;
}

// In units of `unit` nanos.
int64_t roundedUp(const Quantity& quantity, Wide unit) {
  const Wide nanos = valueOf(quantity);
  const Wide units = nanos > 0 ? (nanos + unit - 1) / unit : nanos / unit;
  return units > INT64_MAX ? INT64_MAX : static_cast<int64_t>(units);
}

}  // namespace

std::strong_ordering compareQuantities(const Quantity& a, const Quantity& b) {
  return valueOf(a) <=> valueOf(b);
}

Quantity sumOf(const Quantity& a, const Quantity& b) {
  const Wide sum = std::min(valueOf(a) + valueOf(b), kLargest);
  const std::optional<Parts> parts = split(valueOf(a) == 0 ? b.value : a.value);
  std::string text = canonicalText(sum < 0 ? -sum : sum, parts ? parts->suffix.family : Family::DecimalSI);
  if (sum < 0) text.insert(0, "-");
  return Quantity{std::move(text)};
}

int64_t milliValue(const Quantity& quantity) {
  return roundedUp(quantity, kNano / 1000);
}

int64_t wholeValue(const Quantity& quantity) {
  return roundedUp(quantity, kNano);
}

bool isWholeNumber(const Quantity& quantity) {
  return valueOf(quantity) % kNano == 0;
}

bool isMultipleOf(const Quantity& whole, const Quantity& part) {
  const Wide size = valueOf(part);
  return size > 0 && size % kNano == 0 && valueOf(whole) % size == 0;
}

std::optional<Quantity> Quantity::parse(std::string_view text) {
  const std::optional<Parts> parts = split(text);
  if (!parts) return std::nullopt;
  return Quantity{isKept(*parts) ? std::string(text) : canonicalOf(*parts, 1)};
}

Quantity Quantity::roundedUpToMilli() const {
  const std::optional<Parts> parts = split(value);
  return parts ? Quantity{canonicalOf(*parts, 1'000'000)} : *this;
}

}  // namespace seamark::api
