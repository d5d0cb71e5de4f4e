// JSON to YAML in the layout of Kubernetes' YAML package: sorted keys, lists flush with their key, lines
// folded at blanks beyond column 80.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "api/codec.h"
#include "api/json_reader.h"
#include "api/yaml_scalar.h"
#include "api/yaml_text.h"

namespace seamark::api {

namespace {

struct Node {
  char kind = 'n';  // '{' '[' '"', or 'n' for text that is written as it is
  std::string text;
  std::vector<struct Member> members;  // '{': by key; '[': without keys
};

struct Member {
  std::string key;
  Node value;
};

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isLetter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

// The order of keys, which is no strict order for all keys (so only a heap sort, which stays in bounds all
// the same): numbers inside them count as numbers, letters come after what is no letter.
bool keyBefore(std::string_view a, std::string_view b) {
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (a[i] == b[i]) continue;
    const bool letterA = isLetter(a[i]) || (a[i] & 0x80) != 0;
    const bool letterB = isLetter(b[i]) || (b[i] & 0x80) != 0;
    if (letterA && letterB) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[i]);
    if (letterA || letterB) return letterB;
    int64_t numberA = 0, numberB = 0;
    if (a[i] == '0' || b[i] == '0') {
      for (size_t j = i; j-- > 0 && isDigit(a[j]);)
        if (a[j] != '0') {
          numberA = numberB = 1;
          break;
        }
    }
    size_t endA = i, endB = i;
    for (; endA < a.size() && isDigit(a[endA]) && endA < i + 18; ++endA)
      numberA = numberA * 10 + (a[endA] - '0');
    for (; endB < b.size() && isDigit(b[endB]) && endB < i + 18; ++endB)
      numberB = numberB * 10 + (b[endB] - '0');
    if (numberA != numberB) return numberA < numberB;
    if (endA != endB) return endA < endB;
    return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[i]);
  }
  return a.size() < b.size();
}

constexpr int kMaxDepth = 1000;

// False when the text is no JSON or nests too deeply; the server's own answers do neither.
bool read(JsonReader& reader, Node& node, int depth) {
  if (depth > kMaxDepth) return false;
  const char c = reader.peek();
  if (c == '"') {
    node.kind = '"';
    return reader.string(node.text);
  }
  if (c != '{' && c != '[') {
    std::string_view text;
    if (!reader.skip(text)) return false;
    node.text = text;
    if (const auto number = readYamlScalar(text, true, {}); number && number->kind == YamlScalar::Number)
      if (text.find_first_of(".eE") != std::string_view::npos)
        node.text = goYamlDouble(std::strtod(number->text.c_str(), nullptr));
    return true;
  }
  node.kind = c;
  if (!reader.open(c)) return false;
  std::string key;
  for (bool first = true; c == '{' ? reader.nextKey(first, key) : reader.nextItem(first); first = false) {
    Member& member = node.members.emplace_back();
    if (c == '{') member.key = key;
    if (!read(reader, member.value, depth + 1)) return false;
  }
  if (c == '{') std::ranges::partial_sort(node.members, node.members.end(), keyBefore, &Member::key);
  return !reader.failed();
}

class Writer {
 public:
  std::string take() { return std::move(text_.out); }

  void document(const Node& node) {
    if (node.kind == '{' && !node.members.empty())
      mapping(node, 0, true);
    else if (node.kind == '[' && !node.members.empty())
      sequence(node, 0, true);
    else
      scalar(node, 0);
    text_.out.push_back('\n');
  }

 private:
  void startLine(int indent, bool& first) {
    if (!std::exchange(first, false)) text_.newLine(indent);
  }

  // `first`: the cursor stands where the first key belongs.
  void mapping(const Node& node, int indent, bool first) {
    for (const auto& [key, value] : node.members) {
      startLine(indent, first);
      if (YamlText::isSimpleKey(key)) {
        text_.string(key, indent, true);
        text_.write(":");
        value_(value, indent, indent);
        continue;
      }
      text_.write("? ");
      text_.string(key, indent + 2, false);
      text_.newLine(indent);
      text_.write(":");
      item(value, indent);
    }
  }

  // Items stand at the column of the key above.
  void sequence(const Node& node, int indent, bool first) {
    for (const auto& [none, value] : node.members) {
      startLine(indent, first);
      text_.write("-");
      item(value, indent);
    }
  }

  // What follows `-`, or the `:` of a long key: collections begin on the same line.
  void item(const Node& value, int indent) {
    text_.write(" ");
    if (!nested(value)) return scalar(value, indent);
    if (value.kind == '{')
      mapping(value, indent + 2, true);
    else
      sequence(value, indent + 2, true);
  }

  static bool nested(const Node& node) {
    return (node.kind == '{' || node.kind == '[') && !node.members.empty();
  }

  void value_(const Node& value, int indent, int sequenceIndent) {
    if (!nested(value)) {
      text_.write(" ");
      return scalar(value, indent);
    }
    if (value.kind == '{') {
      text_.newLine(indent + 2);
      return mapping(value, indent + 2, true);
    }
    text_.newLine(sequenceIndent);
    sequence(value, sequenceIndent, true);
  }

  void scalar(const Node& node, int indent) {
    if (node.kind == '"')
      text_.string(node.text, indent + 2, false);
    else
      text_.write(node.kind == '{' ? "{}" : node.kind == '[' ? "[]" : std::string_view(node.text));
  }

  YamlText text_;
};

}  // namespace

std::string jsonToYaml(std::string_view json) {
  JsonReader reader(json);
  Node node;
  if (!read(reader, node, 0)) return "null\n";
  Writer writer;
  writer.document(node);
  return writer.take();
}

}  // namespace seamark::api
