// Strings as YAML: plain, quoted or as a block, folded at column 80. Source of the choices: libyaml's
// emitter.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace seamark::api {

// The text that grows, and the column that the next byte goes to.
class YamlText {
 public:
  std::string out;

  void write(std::string_view text);
  void newLine(int indent);
  // Folded lines go on at `indent`; a key stays on one line.
  void string(std::string_view text, int indent, bool key);
  // Whether a key may stand before its colon without a `?`.
  static bool isSimpleKey(std::string_view key);

 private:
  void plain(std::string_view text, int indent, bool fold);
  void singleQuoted(std::string_view text, int indent, bool fold);
  void doubleQuoted(std::string_view text, int indent, bool fold);
  void block(std::string_view text, int indent);
  void character(std::string_view text, size_t& i);

  int column_ = 0;
};

}  // namespace seamark::api
