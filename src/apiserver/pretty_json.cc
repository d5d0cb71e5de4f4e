// JSON indented by two blanks, as ?pretty=true answers.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/answer.h"

namespace seamark::apiserver {
namespace {

void newLine(std::string& out, size_t depth) {
  out += '\n';
  out.append(depth * 2, ' ');
}

// The index after the string that begins at `i`.
size_t endOfString(std::string_view json, size_t i) {
  for (++i; i < json.size() && json[i] != '"'; ++i)
    if (json[i] == '\\') ++i;
  return i + 1;
}

}  // namespace

std::string prettyJson(std::string_view json) {
  std::string out;
  out.reserve(json.size() * 2);
  size_t depth = 0;
  for (size_t i = 0; i < json.size();) {
    const char c = json[i];
    if (c == '"') {
      const size_t end = endOfString(json, i);
      out += json.substr(i, end - i);
      i = end;
      continue;
    }
    ++i;
    if (c == '{' || c == '[') {
      out += c;
      if (i < json.size() && (json[i] == '}' || json[i] == ']')) {
        out += json[i++];
      } else {
        newLine(out, ++depth);
      }
    } else if (c == '}' || c == ']') {
      newLine(out, --depth);
      out += c;
    } else if (c == ',') {
      out += c;
      newLine(out, depth);
    } else if (c == ':') {
      out += ": ";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace seamark::apiserver
