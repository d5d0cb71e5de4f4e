// The style of a string in YAML, and writing it.
// SPDX-License-Identifier: Apache-2.0
#include "api/yaml_text.h"

#include <cstdint>

#include "api/json_text.h"
#include "api/yaml_scalar.h"

namespace seamark::api {

namespace {

constexpr int kWidth = 80;
constexpr size_t kLongestSimpleKey = 128;

// Which styles can hold a string.
struct Styles {
  bool plain = true;
  bool single = true;
  bool block = true;
};

bool isBreak(char c) {
  return c == '\n' || c == '\r';
}
bool isBlank(std::string_view text, size_t i) {
  return i >= text.size() || text[i] == ' ' || text[i] == '\t' || isBreak(text[i]);
}

// Whether the sequence at i is printed as it is.
bool isPrintable(std::string_view text, size_t i, size_t length) {
  const auto c = static_cast<unsigned char>(text[i]);
  if (length == 1) return (c >= 0x20 && c < 0x7F) || c == '\n';
  if (length == 2) return c > 0xC2 || static_cast<unsigned char>(text[i + 1]) >= 0xA0;
  if (length == 3) {
    const std::string_view sequence = text.substr(i, 3);
    const bool byteOrderMark = sequence == "\xEF\xBB\xBF";
    const bool notACharacter = sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF";
    return !byteOrderMark && !notACharacter;
  }
  return false;
}

// Whether the character at i can start or end what YAML reads as structure.
bool isIndicator(std::string_view text, size_t i, bool afterBlank) {
  const char c = text[i];
  const bool beforeBlank = isBlank(text, i + 1);
  if (c == ':') return beforeBlank;
  if (i > 0) return c == '#' && afterBlank;
  constexpr std::string_view kStarts = "#,[]{}&*!|>'\"%@`";
  return kStarts.find(c) != std::string_view::npos || ((c == '-' || c == '?') && beforeBlank);
}

Styles stylesFor(std::string_view text) {
  Styles styles;
  if (text.empty()) return {.plain = false, .single = true, .block = false};
  bool afterBlank = true, previousSpace = false, previousBreak = false;
  bool indicators = text.starts_with("---") || text.starts_with("...");
  for (size_t i = 0; i < text.size();) {
    const size_t length = utf8Length(text.substr(i));
    const char c = text[i];
    if (isIndicator(text, i, afterBlank)) indicators = true;
    if (length == 0 || !isPrintable(text, i, length)) styles = {false, false, false};
    const bool last = i + length >= text.size();
    if (c == ' ') {
      if (i == 0 || last) styles.plain = false;
      if (last) styles.block = false;
      if (previousBreak) styles.plain = styles.single = false;
    }
    if (isBreak(c)) {
      styles.plain = false;
      if (previousSpace) styles = {false, false, false};
    }
    previousSpace = c == ' ';
    previousBreak = isBreak(c);
    afterBlank = isBlank(text, i);
    i += length == 0 ? 1 : length;
  }
  if (indicators) styles.plain = false;
  return styles;
}

// Strings that older readers take for numbers in base 60.
bool isBase60(std::string_view text) {
  size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  const auto digit = [&](size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  if (!digit(i)) return false;
  while (digit(i) || (i < text.size() && text[i] == '_')) ++i;
  size_t groups = 0;
  for (; i < text.size() && text[i] == ':'; ++groups) {
    ++i;
    if (!digit(i)) return false;
    if (text[i] <= '5' && digit(i + 1)) ++i;
    ++i;
  }
  if (groups == 0) return false;
  if (i < text.size() && text[i] == '.')
    for (++i; digit(i) || (i < text.size() && text[i] == '_');) ++i;
  return i == text.size();
}

// Whether the bare text would be read back as something else than this string.
bool readsAsOther(std::string_view text) {
  const auto scalar = readYamlScalar(text, true, {});
  return !scalar || scalar->kind != YamlScalar::String || isYamlTimestamp(text) || isBase60(text);
}

}  // namespace

bool YamlText::isSimpleKey(std::string_view key) {
  return key.size() <= kLongestSimpleKey && key.find('\n') == std::string_view::npos;
}

void YamlText::write(std::string_view text) {
  out.append(text);
  column_ += static_cast<int>(text.size());
}

void YamlText::newLine(int indent) {
  out.push_back('\n');
  out.append(static_cast<size_t>(indent), ' ');
  column_ = indent;
}

void YamlText::string(std::string_view text, int indent, bool key) {
  const Styles styles = stylesFor(text);
  if (!key && styles.block && text.find('\n') != std::string_view::npos) return block(text, indent);
  if (text.find('\n') != std::string_view::npos || readsAsOther(text))
    return doubleQuoted(text, indent, !key);
  if (styles.plain) return plain(text, indent, !key);
  if (styles.single) return singleQuoted(text, indent, !key);
  doubleQuoted(text, indent, !key);
}

// One character as it is; columns count characters, not bytes.
void YamlText::character(std::string_view text, size_t& i) {
  const size_t length = utf8Length(text.substr(i));
  out.append(text, i, length == 0 ? 1 : length);
  i += length == 0 ? 1 : length;
  ++column_;
}

void YamlText::plain(std::string_view text, int indent, bool fold) {
  bool spaces = false;
  for (size_t i = 0; i < text.size();) {
    const bool space = text[i] == ' ';
    if (space && fold && !spaces && column_ > kWidth && !(i + 1 < text.size() && text[i + 1] == ' ')) {
      newLine(indent);
      ++i;
    } else {
      character(text, i);
    }
    spaces = space;
  }
}

void YamlText::singleQuoted(std::string_view text, int indent, bool fold) {
  write("'");
  bool spaces = false;
  for (size_t i = 0; i < text.size();) {
    const bool space = text[i] == ' ';
    const bool inner = i > 0 && i + 1 < text.size();
    if (space && fold && !spaces && column_ > kWidth && inner && text[i + 1] != ' ') {
      newLine(indent);
      ++i;
    } else {
      if (text[i] == '\'') write("'");
      character(text, i);
    }
    spaces = space;
  }
  write("'");
}

void YamlText::doubleQuoted(std::string_view text, int indent, bool fold) {
  constexpr char kHex[] = "0123456789ABCDEF";
  constexpr std::string_view kFrom("\0\a\b\t\n\v\f\r\x1b\"\\", 11);
  constexpr std::string_view kTo = "0abtnvfre\"\\";
  write("\"");
  bool spaces = false;
  for (size_t i = 0; i < text.size();) {
    const size_t length = utf8Length(text.substr(i));
    const char c = text[i];
    const size_t named = length == 1 ? kFrom.find(c) : std::string_view::npos;
    if (named != std::string_view::npos) {
      write(std::string{'\\', kTo[named]});
      ++i;
      spaces = false;
    } else if (length <= 1 && !isPrintable(text, i, 1)) {
      const auto byte = static_cast<unsigned char>(c);
      write(std::string{'\\', 'x', kHex[byte >> 4], kHex[byte & 15]});
      ++i;
      spaces = false;
    } else if (c == ' ' && fold && !spaces && column_ > kWidth && i > 0 && i + 1 < text.size()) {
      newLine(indent);
      if (text[i + 1] == ' ') write("\\");
      ++i;
      spaces = true;
    } else if (length > 1 && !isPrintable(text, i, length)) {
      uint32_t code = static_cast<unsigned char>(c) & (0x7Fu >> length);
      for (size_t k = 1; k < length; ++k) code = code << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3F);
      const int digits = code <= 0xFF ? 2 : code <= 0xFFFF ? 4 : 8;
      std::string escape = digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U";
      for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) escape.push_back(kHex[code >> shift & 15]);
      write(escape);
      i += length;
      spaces = false;
    } else {
      spaces = c == ' ';
      character(text, i);
    }
  }
  write("\"");
}

// `|`, with what the header must say of indentation and of the end.
void YamlText::block(std::string_view text, int indent) {
  write("|");
  if (text[0] == ' ' || text[0] == '\n') write("2");
  if (!text.ends_with('\n'))
    write("-");
  else if (text.size() == 1 || text.ends_with("\n\n"))
    write("+");
  std::string_view rest = text;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    if (line.empty())
      out.push_back('\n');
    else {
      newLine(indent);
      write(line);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

}  // namespace seamark::api
