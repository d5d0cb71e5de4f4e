// SPDX-License-Identifier: Apache-2.0
#include "apiserver/json_syntax.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <optional>

#include "api/field_error.h"

namespace seamark::apiserver {
namespace {

constexpr size_t kMaxDepth = 10'000;  // Go's

std::string quotedCharacter(char c) {
  if (c == '\'') return "'\\''";
  if (c == '"') return "'\"'";
  const auto byte = static_cast<unsigned char>(c);
  std::string text;
  if (byte < 0x80) {
    text = c;
  } else {  // Go takes the byte for a code point
    text += static_cast<char>(0xc0 | (byte >> 6));
    text += static_cast<char>(0x80 | (byte & 0x3f));
  }
  std::string quoted = api::goQuoted(text);
  return "'" + quoted.substr(1, quoted.size() - 2) + "'";
}

// A recursive descent without recursion: `open_` is the stack of containers.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Result<JsonHead> run() {
    skipBlanks();
    if (atEnd()) return fail();
    head_.first = peek();
    if (!value()) return fail();
    skipBlanks();
    if (!atEnd()) {
      bad("after top-level value");
      return fail();
    }
    return head_;
  }

 private:
  bool atEnd() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }
  void skipBlanks() {
    while (!atEnd() && (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n')) ++at_;
  }
  bool bad(std::string_view context) {
    if (atEnd())
      error_ = "unexpected end of JSON input";
    else
      error_ = "invalid character " + quotedCharacter(peek()) + " " + std::string(context);
    return false;
  }
  Result<JsonHead> fail() {
    if (error_.empty()) error_ = "unexpected end of JSON input";
    return Failure(badRequest(error_));
  }

  // One value with everything in it.
  bool value() {
    bool more = begin();
    while (more && !open_.empty()) more = open_.back() == '{' ? member() : element();
    return more;
  }

  // A scalar whole, or the opening of a container.
  bool begin() {
    skipBlanks();
    if (atEnd()) return bad("");
    const char c = peek();
    if (c == '{' || c == '[') {
      if (open_.size() >= kMaxDepth) return bad("exceeded max depth");
      ++at_;
      open_ += c;
      fresh_ = true;
      return true;
    }
    fresh_ = false;
    if (c == '"') return string();
    if (c == 't') return literal("true");
    if (c == 'f') return literal("false");
    if (c == 'n') return literal("null");
    if (c == '-' || (c >= '0' && c <= '9')) return number();
    return bad("looking for beginning of value");
  }

  bool close() {
    ++at_;
    open_.pop_back();
    fresh_ = false;
    return true;
  }

  bool element() {
    skipBlanks();
    if (atEnd()) return bad("");
    if (fresh_) {
      if (peek() == ']') return close();
      return begin();
    }
    if (peek() == ']') return close();
    if (peek() != ',') return bad("after array element");
    ++at_;
    return begin();
  }

  bool member() {
    skipBlanks();
    if (atEnd()) return bad("");
    if (fresh_) {
      if (peek() == '}') return close();
    } else {
      finishMember();
      if (peek() == '}') return close();
      if (peek() != ',') return bad("after object key:value pair");
      ++at_;
      skipBlanks();
    }
    if (atEnd() || peek() != '"') return bad("looking for beginning of object key string");
    const size_t from = at_;
    if (!string()) return false;
    if (open_.size() == 1) key_ = text_.substr(from, at_ - from);
    skipBlanks();
    if (atEnd() || peek() != ':') return bad("after object key");
    ++at_;
    skipBlanks();
    if (open_.size() == 1) valueFrom_ = at_;
    return begin();
  }

  bool isNamed(std::string_view lower) const {
    return std::equal(key_.begin(), key_.end(), lower.begin(), lower.end(), [](char a, char b) {
      return static_cast<char>(std::tolower(static_cast<unsigned char>(a))) == b;
    });
  }

  // A member of the top-level object ends here, with only blanks between.
  void finishMember() {
    if (open_.size() != 1 || key_.empty()) return;
    std::string_view raw = text_.substr(valueFrom_, at_ - valueFrom_);
    while (!raw.empty() &&
           (raw.back() == ' ' || raw.back() == '\t' || raw.back() == '\r' || raw.back() == '\n'))
      raw.remove_suffix(1);
    // Go's decoder of the two takes their names in any case.
    if (isNamed("\"kind\"")) head_.kind = raw;
    if (isNamed("\"apiversion\"")) head_.apiVersion = raw;
    key_ = {};
  }

  bool string() {
    for (++at_; !atEnd(); ++at_) {
      const char c = peek();
      if (c == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return bad("in string literal");
      if (c == '\\' && !escape()) return false;
    }
    return bad("");
  }

  // Leaves at_ on the last character of the escape.
  bool escape() {
    ++at_;
    if (atEnd()) return bad("");
    if (peek() != 'u') {
      if (std::string_view("\"\\/bfnrt").find(peek()) == std::string_view::npos)
        return bad("in string escape code");
      return true;
    }
    for (int i = 0; i < 4; ++i) {
      ++at_;
      if (atEnd() || !std::isxdigit(static_cast<unsigned char>(peek())))
        return bad("in \\u hexadecimal character escape");
    }
    return true;
  }

  bool literal(std::string_view word) {
    for (size_t i = 1; i < word.size(); ++i) {
      ++at_;
      if (atEnd() || peek() != word[i])
        return bad("in literal " + std::string(word) + " (expecting '" + word[i] + "')");
    }
    ++at_;
    return true;
  }

  bool digit() const { return !atEnd() && peek() >= '0' && peek() <= '9'; }

  bool number() {
    if (peek() == '-') {
      ++at_;
      if (!digit()) return bad("in numeric literal");
    }
    if (peek() == '0')
      ++at_;
    else
      while (digit()) ++at_;
    if (!atEnd() && peek() == '.') {
      ++at_;
      if (!digit()) return bad("after decimal point in numeric literal");
      while (digit()) ++at_;
    }
    if (!atEnd() && (peek() == 'e' || peek() == 'E')) {
      ++at_;
      if (!atEnd() && (peek() == '+' || peek() == '-')) ++at_;
      if (!digit()) return bad("in exponent of numeric literal");
      while (digit()) ++at_;
    }
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string open_;
  bool fresh_ = false;  // the innermost container has had no value yet
  std::string_view key_;
  size_t valueFrom_ = 0;
  JsonHead head_;
  std::string error_;
};

}  // namespace

Result<JsonHead> scanJson(std::string_view text) {
  return Scanner(text).run();
}

Result<> checkTypeMeta(const JsonHead& head) {
  constexpr std::string_view kGoTypeMeta =
      R"(struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" })";
  const auto wrong = [](char first, std::string_view where) {
    return Failure(badRequest("couldn't get version/kind; json parse error: json: cannot unmarshal " +
                              std::string(goJsonType(first)) + " into Go " + std::string(where)));
  };
  if (head.first == 'n') return {};
  if (head.first != '{') return wrong(head.first, "value of type " + std::string(kGoTypeMeta));
  const auto isText = [](std::string_view raw) { return raw.empty() || raw == "null" || raw.front() == '"'; };
  if (!isText(head.apiVersion))
    return wrong(head.apiVersion.front(), "struct field .apiVersion of type string");
  if (!isText(head.kind)) return wrong(head.kind.front(), "struct field .kind of type string");
  return {};
}

std::string_view goJsonType(char first) {
  switch (first) {
    case '{':
      return "object";
    case '[':
      return "array";
    case '"':
      return "string";
    case 't':
    case 'f':
      return "bool";
    case 'n':
      return "null";
    default:
      return "number";
  }
}

std::string jsonStringValue(std::string_view raw) {
  if (raw.size() < 2 || raw == "null") return {};
  const std::string_view inner = raw.substr(1, raw.size() - 2);
  if (inner.find('\\') == std::string_view::npos) return std::string(inner);
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(raw, error);
  return error || !value.is_string() ? std::string(inner) : std::string(value.get_string());
}

}  // namespace seamark::apiserver
