// The meaning of YAML scalars.
// SPDX-License-Identifier: Apache-2.0
#include "api/yaml_scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "api/base64.h"

namespace seamark::api {

namespace {

constexpr std::string_view kTrue[] = {"y",    "Y",    "yes", "Yes", "YES", "true",
                                      "True", "TRUE", "on",  "On",  "ON"};
constexpr std::string_view kFalse[] = {"n",     "N",     "no",  "No",  "NO", "false",
                                       "False", "FALSE", "off", "Off", "OFF"};
constexpr std::string_view kNull[] = {"", "~", "null", "Null", "NULL"};

template <size_t N>
bool oneOf(const std::string_view (&words)[N], std::string_view text) {
  return std::ranges::find(words, text) != std::end(words);
}

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

// [-+]? digits with base prefixes 0x 0o 0b and 0 (octal); as decimal text.
std::optional<std::string> integer(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  int base = 10;
  if (text.size() > 1 && text[0] == '0') {
    const char letter = static_cast<char>(text[1] | 0x20);
    base = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
    text.remove_prefix(letter == 'x' || letter == 'b' || letter == 'o' ? 2 : 1);
  }
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (negative && value > static_cast<uint64_t>(INT64_MAX) + 1) return std::nullopt;
  std::string decimal = std::to_string(value);
  return negative && value != 0 ? "-" + decimal : decimal;
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool isFloat(std::string_view text) {
  size_t i = 0;
  const auto digits = [&] {
    const size_t begin = i;
    while (i < text.size() && isDigit(text[i])) ++i;
    return i - begin;
  };
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  const size_t whole = digits();
  size_t fraction = 0;
  if (i < text.size() && text[i] == '.') {
    ++i;
    fraction = digits();
  }
  if (whole + fraction == 0) return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    if (digits() == 0) return false;
  }
  return i == text.size();
}

std::optional<std::string> floating(std::string_view text) {
  if (!isFloat(text)) return std::nullopt;
  if (text[0] == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return goJsonDouble(value);
}

std::optional<std::string> number(std::string_view text) {
  if (text.empty() || !(isDigit(text[0]) || text[0] == '-' || text[0] == '+' || text[0] == '.'))
    return std::nullopt;
  std::string digits(text);
  if (text[0] != '.') {
    std::erase(digits, '_');
    if (auto whole = integer(digits)) return whole;
  }
  return floating(digits);
}

YamlScalar resolve(std::string_view text) {
  if (oneOf(kNull, text)) return {YamlScalar::Null, "null"};
  if (oneOf(kTrue, text)) return {YamlScalar::Bool, "true"};
  if (oneOf(kFalse, text)) return {YamlScalar::Bool, "false"};
  if (auto found = number(text)) return {YamlScalar::Number, std::move(*found)};
  return {YamlScalar::String, std::string(text)};
}

}  // namespace

bool isYamlTimestamp(std::string_view text) {
  size_t i = 0;
  const auto digits = [&](size_t least, size_t most) {
    size_t n = 0;
    while (n < most && i < text.size() && isDigit(text[i])) ++n, ++i;
    return n >= least;
  };
  const auto is = [&](std::string_view any) {
    const bool found = i < text.size() && any.find(text[i]) != std::string_view::npos;
    i += found ? 1 : 0;
    return found;
  };
  if (!(digits(4, 4) && is("-") && digits(1, 2) && is("-") && digits(1, 2))) return false;
  if (i == text.size()) return true;
  const bool blank = text[i] == ' ';
  if (!(is("Tt ") && digits(1, 2) && is(":") && digits(1, 2) && is(":") && digits(1, 2))) return false;
  if (is(".") && !digits(1, 18)) return false;
  if (blank) return i == text.size();
  if (is("Z")) return i == text.size();
  return is("+-") && digits(2, 2) && is(":") && digits(2, 2) && i == text.size();
}

std::string goYamlDouble(double number) {
  if (number == 0) return std::signbit(number) ? "-0" : "0";
  char text[400];
  const double magnitude = std::fabs(number);
  // Which form, tells the exponent of the shortest digits.
  const auto end = std::to_chars(text, text + sizeof text, number, std::chars_format::scientific);
  if (magnitude < 1e-4 || magnitude >= 1e6) return {text, end.ptr};
  const auto fixed = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed);
  return {text, fixed.ptr};
}

std::string goJsonDouble(double number) {
  if (number == 0) return std::signbit(number) ? "-0" : "0";
  const double magnitude = std::fabs(number);
  const bool exponent = magnitude < 1e-6 || magnitude >= 1e21;
  char text[400];
  const auto end = std::to_chars(text, text + sizeof text, number,
                                 exponent ? std::chars_format::scientific : std::chars_format::fixed);
  std::string out(text, end.ptr);
  // 1e-09 is written 1e-9.
  const size_t e = out.find("e-0");
  if (e != std::string::npos) out.erase(e + 2, 1);
  return out;
}

std::expected<YamlScalar, std::string> readYamlScalar(std::string_view text, bool plain,
                                                      std::string_view tag) {
  constexpr std::string_view kPrefix = "tag:yaml.org,2002:";
  if (tag.empty() || !tag.starts_with(kPrefix)) {
    if (!plain || !tag.empty()) return YamlScalar{YamlScalar::String, std::string(text)};
    constexpr std::string_view kNoJson[] = {".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf", "+.INF",
                                            "-.inf", "-.Inf", "-.INF", ".nan",  ".NaN",  ".NAN"};
    if (oneOf(kNoJson, text)) {
      const bool negative = text[0] == '-';
      const bool nan = (text[1] | 0x20) == 'n';
      return std::unexpected(std::string("json: unsupported value: ") + (nan        ? "NaN"
                                                                         : negative ? "-Inf"
                                                                                    : "+Inf"));
    }
    return resolve(text);
  }
  const std::string_view type = tag.substr(kPrefix.size());
  if (type == "str") return YamlScalar{YamlScalar::String, std::string(text)};
  if (type == "binary") {
    YamlScalar scalar;
    if (decodeBase64(text, scalar.text))
      return std::unexpected("yaml: !!binary value contains invalid base64 data");
    return scalar;
  }
  YamlScalar scalar = resolve(text);
  const bool fits = (type == "int" && scalar.kind == YamlScalar::Number) ||
                    (type == "float" && scalar.kind == YamlScalar::Number) ||
                    (type == "bool" && scalar.kind == YamlScalar::Bool) ||
                    (type == "null" && scalar.kind == YamlScalar::Null) || type == "timestamp";
  if (!fits)
    return std::unexpected("yaml: cannot decode `" + std::string(text) + "` as a !!" + std::string(type));
  if (type == "timestamp") scalar = {YamlScalar::String, std::string(text)};
  return scalar;
}

}  // namespace seamark::api
