// Reading JSON. Texts of errors: Go's encoding/json scanner.
// SPDX-License-Identifier: Apache-2.0
#include "api/json_reader.h"

#include <array>
#include <cstdint>

#include "api/json_text.h"

namespace seamark::api {

namespace {

// Bytes that stand for themselves inside a string: printable ASCII but quote and backslash.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> table{};
  for (int c = 0x20; c < 0x80; ++c) table[c] = c != '"' && c != '\\';
  return table;
}();

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Go's quoteChar: 'x' with the escapes of a Go string, the byte taken as a code point.
std::string quotedByte(char c) {
  constexpr char kHex[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\'') return "'\\''";
  if (c == '\\') return "'\\\\'";
  if (byte >= 0x20 && byte < 0x7F) return std::string("'") + c + "'";
  constexpr std::string_view kNamed = "\a\b\t\n\v\f\r";
  if (const size_t named = kNamed.find(c); named != std::string_view::npos)
    return std::string("'\\") + "abtnvfr"[named] + "'";
  if (byte >= 0xA1 && byte != 0xAD) {
    std::string text = "'";
    appendUtf8(byte, text);
    return text + "'";
  }
  const char* prefix = byte >= 0x80 ? "'\\u00" : "'\\x";
  return std::string(prefix) + kHex[byte >> 4] + kHex[byte & 15] + "'";
}

}  // namespace

char JsonReader::peek() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return c;
    ++at_;
  }
  return '\0';
}

bool JsonReader::fail(std::string_view context) {
  if (failed()) return false;
  if (at_ >= text_.size())
    problem_ = "unexpected end of JSON input";
  else
    problem_ = "invalid character " + quotedByte(text_[at_]) + " " + std::string(context);
  return false;
}

bool JsonReader::failInToken(std::string_view context) {
  if (at_ < text_.size() || failed()) return fail(context);
  problem_ = "invalid character ' ' " + std::string(context);
  return false;
}

bool JsonReader::string(std::string* out) {
  if (out) out->clear();
  ++at_;  // the quote
  for (;;) {
    size_t plain = at_;
    while (plain < text_.size() && kPlain[static_cast<unsigned char>(text_[plain])]) ++plain;
    if (out) out->append(text_, at_, plain - at_);
    at_ = plain;
    if (at_ >= text_.size()) return fail("");
    const char c = text_[at_];
    if (c == '"') {
      ++at_;
      return true;
    }
    if (c == '\\') {
      ++at_;
      if (!escape(out)) return false;
      continue;
    }
    if (static_cast<unsigned char>(c) < 0x20) return fail("in string literal");
    const size_t length = utf8Length(text_.substr(at_));
    if (out) out->append(length == 0 ? kReplacement : text_.substr(at_, length));
    at_ += length == 0 ? 1 : length;
  }
}

bool JsonReader::hex4(uint32_t& value) {
  value = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    const char low = static_cast<char>(c | 0x20);
    if (isDigit(c))
      value = value * 16 + static_cast<uint32_t>(c - '0');
    else if (low >= 'a' && low <= 'f')
      value = value * 16 + static_cast<uint32_t>(low - 'a' + 10);
    else
      return failInToken("in \\u hexadecimal character escape");
  }
  return true;
}

// What follows a backslash.
bool JsonReader::escape(std::string* out) {
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  constexpr std::string_view kFrom = "\"\\/bfnrt";
  constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
  if (const size_t simple = kFrom.find(c); c != '\0' && simple != std::string_view::npos) {
    if (out) out->push_back(kTo[simple]);
    ++at_;
    return true;
  }
  if (c != 'u') return failInToken("in string escape code");
  ++at_;
  uint32_t unit = 0;
  if (!hex4(unit)) return false;
  const bool high = unit >= 0xD800 && unit < 0xDC00;
  if (high && text_.substr(at_, 2) == "\\u") {
    const size_t before = at_;
    uint32_t low = 0;
    at_ += 2;
    if (!hex4(low)) return false;
    if (low >= 0xDC00 && low < 0xE000) {
      if (out) appendUtf8(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), *out);
      return true;
    }
    at_ = before;  // not its other half: it is read again on its own
  }
  if (!out) return true;
  if (unit >= 0xD800 && unit < 0xE000)
    out->append(kReplacement);
  else
    appendUtf8(unit, *out);
  return true;
}

bool JsonReader::digits(std::string_view context) {
  if (at_ >= text_.size() || !isDigit(text_[at_])) return failInToken(context);
  while (at_ < text_.size() && isDigit(text_[at_])) ++at_;
  return true;
}

bool JsonReader::number(std::string_view& out) {
  const size_t begin = at_;
  const auto is = [&](char c) { return at_ < text_.size() && text_[at_] == c; };
  if (is('-')) ++at_;
  if (is('0'))
    ++at_;
  else if (!digits("in numeric literal"))
    return false;
  if (is('.')) {
    ++at_;
    if (!digits("after decimal point in numeric literal")) return false;
  }
  if (is('e') || is('E')) {
    ++at_;
    if (is('+') || is('-')) ++at_;
    if (!digits("in exponent of numeric literal")) return false;
  }
  out = text_.substr(begin, at_ - begin);
  return true;
}

bool JsonReader::literal(std::string_view word) {
  for (const char expected : word) {
    if (at_ >= text_.size() || text_[at_] != expected)
      return failInToken("in literal " + std::string(word) + " (expecting '" + expected + "')");
    ++at_;
  }
  return true;
}

bool JsonReader::open(char) {
  if (depth_ >= kMaxDepth) return fail("exceeded max depth");
  ++depth_;
  take();
  return true;
}

bool JsonReader::nextKey(bool first, std::string* key) {
  char c = peek();
  if (c == '}') {
    close();
    return false;
  }
  if (!first) {
    if (c != ',') return fail("after object key:value pair");
    take();
    c = peek();
  }
  if (c != '"') return fail("looking for beginning of object key string");
  if (!string(key)) return false;
  if (peek() != ':') return fail("after object key");
  take();
  return true;
}

bool JsonReader::nextItem(bool first) {
  const char c = peek();
  if (c == ']') {
    close();
    return false;
  }
  if (first) return true;
  if (c != ',') return fail("after array element");
  take();
  return true;
}

bool JsonReader::skipScalar(char c) {
  std::string_view number_;
  switch (c) {
    case '"':
      return string(nullptr);
    case 't':
      return literal("true");
    case 'f':
      return literal("false");
    case 'n':
      return literal("null");
    default:
      break;
  }
  if (c == '-' || isDigit(c)) return number(number_);
  return fail("looking for beginning of value");
}

bool JsonReader::skip(std::string_view& out) {
  peek();
  const size_t begin = at_;
  std::string open_;  // the brackets that are open, outermost first
  bool first = true;
  for (;;) {
    // One value, or the opening of one.
    const char c = peek();
    if (c == '{' || c == '[') {
      if (!open(c)) return false;
      open_.push_back(c);
      first = true;
    } else {
      if (!skipScalar(c)) return false;
      first = false;
    }
    // Then to the next one, closing what ends.
    while (!open_.empty()) {
      if (open_.back() == '{' ? nextKey(first, nullptr) : nextItem(first)) break;
      if (failed()) return false;
      open_.pop_back();
      first = false;
    }
    if (open_.empty()) break;
  }
  out = text_.substr(begin, at_ - begin);
  return true;
}

bool JsonReader::end() {
  peek();
  return at_ >= text_.size() || fail("after top-level value");
}

}  // namespace seamark::api
