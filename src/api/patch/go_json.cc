// JSON as Go's encoder writes it where the library's differs: numbers that are no integers.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cmath>

#include "api/patch/patch_document.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

void appendFloat(double number, std::string& out) {
  const double size = std::fabs(number);
  const bool plain = number == 0 || (size >= 1e-6 && size < 1e21);
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, number,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string_view written(text, end.ptr);
  // 1e-07 is 1e-7.
  if (const size_t e = written.find("e-0"); !plain && e != std::string_view::npos) {
    out.append(written.substr(0, e + 2));
    written.remove_prefix(e + 3);
  }
  out.append(written);
}

void append(const json::value& value, std::string& out) {
  if (const auto* number = value.if_double()) return appendFloat(*number, out);
  if (const auto* array = value.if_array()) {
    out += '[';
    for (size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      append((*array)[i], out);
    }
    out += ']';
  } else if (const auto* object = value.if_object()) {
    out += '{';
    for (bool first = true; const auto& [key, member] : *object) {
      if (!std::exchange(first, false)) out += ',';
      out.append(json::serialize(key)).append(":");
      append(member, out);
    }
    out += '}';
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string goJson(const json::value& value) {
  std::string out;
  append(value, out);
  return out;
}

}  // namespace seamark::api
