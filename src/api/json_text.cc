// JSON strings as Go's encoder writes them.
// SPDX-License-Identifier: Apache-2.0
#include "api/json_text.h"

#include <array>
#include <cstdint>

namespace seamark::api {

namespace {

// What a byte needs inside a JSON string: 0 nothing, 'u' \u00xx, 'x' a look at the bytes that follow, else
// \c.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> table{};
  for (int c = 0; c < 0x20; ++c) table[c] = 'u';
  for (int c = 0x80; c < 0x100; ++c) table[c] = 'x';
  for (const char c : {'<', '>', '&'}) table[static_cast<unsigned char>(c)] = 'u';
  table['"'] = '"';
  table['\\'] = '\\';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  return table;
}();

void appendHexEscape(unsigned char c, std::string& out) {
  constexpr char kHex[] = "0123456789abcdef";
  const char text[] = {'\\', 'u', '0', '0', kHex[c >> 4], kHex[c & 15]};
  out.append(text, sizeof text);
}

constexpr std::string_view kLineSeparators = "\xe2\x80";  // U+2028 and U+2029 but for the last byte

}  // namespace

size_t utf8Length(std::string_view text) {
  const auto at = [&](size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const auto tail = [&](size_t i) { return (at(i) & 0xC0) == 0x80; };
  const unsigned c = at(0);
  if (c < 0x80) return 1;
  if (c >= 0xC2 && c <= 0xDF) return tail(1) ? 2 : 0;
  if (c >= 0xE0 && c <= 0xEF) {
    if ((c == 0xE0 && at(1) < 0xA0) || (c == 0xED && at(1) > 0x9F)) return 0;  // overlong, surrogate
    return tail(1) && tail(2) ? 3 : 0;
  }
  if (c >= 0xF0 && c <= 0xF4) {
    if ((c == 0xF0 && at(1) < 0x90) || (c == 0xF4 && at(1) > 0x8F)) return 0;
    return tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

void appendUtf8(uint32_t c, std::string& out) {
  const auto push = [&](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return push(c);
  if (c < 0x800) {
    push(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      push(0xE0 | c >> 12);
    } else {
      push(0xF0 | c >> 18);
      push(0x80 | (c >> 12 & 0x3F));
    }
    push(0x80 | (c >> 6 & 0x3F));
  }
  push(0x80 | (c & 0x3F));
}

void appendJsonString(std::string_view text, std::string& out) {
  out.push_back('"');
  size_t done = 0;
  for (size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const char escape = kEscapes[c];
    if (escape == 0) {
      ++i;
      continue;
    }
    size_t length = 1;
    if (escape == 'x') {
      length = utf8Length(text.substr(i));
      const bool separator = length == 3 && text.substr(i, 2) == kLineSeparators &&
                             (text[i + 2] == '\xa8' || text[i + 2] == '\xa9');
      if (length != 0 && !separator) {
        i += length;
        continue;
      }
    }
    out.append(text, done, i - done);
    if (length == 0) {
      out.append("\\ufffd");
      length = 1;
    } else if (escape == 'x') {
      out.append(text[i + 2] == '\xa8' ? "\\u2028" : "\\u2029");
    } else if (escape == 'u') {
      appendHexEscape(c, out);
    } else {
      out.push_back('\\');
      out.push_back(escape);
    }
    i += length;
    done = i;
  }
  out.append(text, done, text.size() - done);
  out.push_back('"');
}

void appendCompactJson(std::string_view json, std::string& out) {
  bool inString = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (inString && c == '\\' && i + 1 < json.size()) {
      out.append(json, i++, 2);
      continue;
    }
    if (c == '"') inString = !inString;
    if (!inString && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
    if (c == '<' || c == '>' || c == '&')
      appendHexEscape(static_cast<unsigned char>(c), out);
    else
      out.push_back(c);
  }
}

}  // namespace seamark::api
