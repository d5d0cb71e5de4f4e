// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace seamark {
namespace {

// µ is written in two ways that look alike.
constexpr std::array<std::pair<std::string_view, uint64_t>, 8> kUnits{{{"ns", 1},
                                                                       {"us", 1'000},
                                                                       {"\xc2\xb5s", 1'000},
                                                                       {"\xce\xbcs", 1'000},
                                                                       {"ms", 1'000'000},
                                                                       {"s", 1'000'000'000},
                                                                       {"m", 60'000'000'000},
                                                                       {"h", 3'600'000'000'000}}};
constexpr uint64_t kMostNegative = uint64_t{1} << 63;  // the magnitude that fits with a minus only

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

// What is not plain ASCII is told byte by byte.
std::string quoted(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte >= 0x80) {
      out += "\\x";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + '"';
}

uint64_t unitOf(std::string_view name) {
  for (const auto& [known, nanoseconds] : kUnits)
    if (known == name) return nanoseconds;
  return 0;
}

struct Number {
  uint64_t whole = 0;
  double fraction = 0;  // of one unit
  bool fits = true;
};

// Takes digits with at most one point between them off the front; no digits at all do not fit.
Number takeNumber(std::string_view& text) {
  Number number;
  size_t digits = 0;
  for (; !text.empty() && isDigit(text.front()); text.remove_prefix(1), ++digits) {
    const auto digit = static_cast<uint64_t>(text.front() - '0');
    if (number.whole > kMostNegative / 10 || number.whole * 10 + digit > kMostNegative) number.fits = false;
    number.whole = number.whole * 10 + digit;
  }
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    for (double scale = 0.1; !text.empty() && isDigit(text.front());
         text.remove_prefix(1), ++digits, scale /= 10)
      number.fraction += scale * (text.front() - '0');
  }
  number.fits &= digits > 0;
  return number;
}

std::string_view takeUnit(std::string_view& text) {
  size_t end = 0;
  while (end < text.size() && text[end] != '.' && !isDigit(text[end])) ++end;
  const std::string_view unit = text.substr(0, end);
  text.remove_prefix(end);
  return unit;
}

}  // namespace

Result<Duration> parseDuration(std::string_view given) {
  const auto refused = [&](const std::string& why) {
    return Failure(failure("time: " + why + " " + quoted(given)));
  };
  std::string_view text = given;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return Duration{};
  if (text.empty()) return refused("invalid duration");
  uint64_t total = 0;
  while (!text.empty()) {
    const Number number = takeNumber(text);
    if (!number.fits) return refused("invalid duration");
    const std::string_view name = takeUnit(text);
    if (name.empty()) return refused("missing unit in duration");
    const uint64_t unit = unitOf(name);
    if (unit == 0) return refused("unknown unit " + quoted(name) + " in duration");
    if (number.whole > kMostNegative / unit) return refused("invalid duration");
    total += number.whole * unit + static_cast<uint64_t>(number.fraction * static_cast<double>(unit));
    if (total > kMostNegative) return refused("invalid duration");
  }
  if (negative) return Duration(static_cast<int64_t>(0 - total));
  if (total == kMostNegative) return refused("invalid duration");
  return Duration(static_cast<int64_t>(total));
}

}  // namespace seamark
