// Base64, with Go's notion of where a text goes wrong.
// SPDX-License-Identifier: Apache-2.0
#include "api/base64.h"

#include <array>
#include <cstdint>

namespace seamark::api {

namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<int8_t, 256> kValues = [] {
  std::array<int8_t, 256> table{};
  table.fill(-1);
  for (int8_t i = 0; i < 64; ++i) table[static_cast<unsigned char>(kAlphabet[i])] = i;
  return table;
}();

bool isBreak(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

void appendBase64(std::string_view bytes, std::string& out) {
  const auto at = [&](size_t i) -> uint32_t {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
  };
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const uint32_t group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    out.push_back(kAlphabet[group >> 18]);
    out.push_back(kAlphabet[group >> 12 & 63]);
    out.push_back(i + 1 < bytes.size() ? kAlphabet[group >> 6 & 63] : '=');
    out.push_back(i + 2 < bytes.size() ? kAlphabet[group & 63] : '=');
  }
}

std::optional<size_t> decodeBase64(std::string_view text, std::string& out) {
  uint32_t group = 0;
  int digits = 0;
  size_t i = 0;
  for (; i < text.size(); ++i) {
    if (isBreak(text[i])) continue;
    const int8_t value = kValues[static_cast<unsigned char>(text[i])];
    if (value < 0) break;
    group = group << 6 | static_cast<uint32_t>(value);
    if (++digits < 4) continue;
    out.push_back(static_cast<char>(group >> 16));
    out.push_back(static_cast<char>(group >> 8));
    out.push_back(static_cast<char>(group));
    digits = 0;
    group = 0;
  }
  if (i == text.size()) return digits == 0 ? std::nullopt : std::optional<size_t>(i - digits);
  if (text[i] != '=' || digits < 2) return i;
  if (digits == 2) {
    out.push_back(static_cast<char>(group >> 4));
    do ++i;
    while (i < text.size() && isBreak(text[i]));
    if (i == text.size()) return i;
    if (text[i] != '=') return i - 1;
  } else {
    out.push_back(static_cast<char>(group >> 10));
    out.push_back(static_cast<char>(group >> 2));
  }
  do ++i;
  while (i < text.size() && isBreak(text[i]));
  return i == text.size() ? std::nullopt : std::optional<size_t>(i);
}

}  // namespace seamark::api
