// FieldsV1 to FieldSet and back, and how paths are shown in conflicts. A parser of its own, because every
// write reads every manager's set: it makes the tree directly and refuses everything that is no set.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/json.hpp>

#include "api/managed_fields/field_set.h"
#include "api/patch/patch_document.h"

namespace seamark::api {
namespace {

using Node = FieldSet::Node;
namespace json = boost::json;

// The JSON text of a key's or value's scalar, keys sorted: what PathElements are compared by.
bool normalise(std::string& element) {
  boost::system::error_code error;
  const json::value value = json::parse(std::string_view(element).substr(2), error);
  if (error) return false;
  const bool isKey = element[0] == 'k';
  if (isKey != value.is_object() || value.is_array()) return false;
  if (!isKey) {
    element = "v:" + json::serialize(value);
    return true;
  }
  std::vector<std::pair<std::string_view, const json::value*>> pairs;
  for (const auto& [name, field] : value.get_object()) {
    if (field.is_object() || field.is_array()) return false;
    pairs.emplace_back(name, &field);
  }
  std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text = "k:{";
  for (const auto& [name, field] : pairs) {
    if (text.size() > 3) text += ',';
    text += json::serialize(json::string(name)) + ":" + json::serialize(*field);
  }
  element = text + "}";
  return true;
}

bool validElement(std::string& element) {
  if (element.size() < 2 || element[1] != ':') return false;
  switch (element[0]) {
    case 'f':
      return true;
    case 'k':
    case 'v':
      return normalise(element);
    case 'i':
      return element.size() > 2 && element.size() < 12 &&
             std::all_of(element.begin() + 2, element.end(), [](char c) { return c >= '0' && c <= '9'; });
    default:
      return false;
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool whole(Node& root) {
    if (!object(root, 0, true)) return false;
    skipBlanks();
    return at_ == text_.size();
  }

 private:
  void skipBlanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }
  bool take(char c) {
    skipBlanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  // A JSON string; what is not plain ASCII goes the slow way, through the library, which also checks it.
  bool name(std::string& out) {
    if (!take('"')) return false;
    const size_t start = at_;
    bool plain = true;
    while (at_ < text_.size() && text_[at_] != '"') {
      plain &= text_[at_] >= 0x20 && text_[at_] < 0x7f && text_[at_] != '\\';
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    if (at_ >= text_.size()) return false;
    const std::string_view raw = text_.substr(start, at_ - start);
    ++at_;
    if (plain) {
      out = raw;
      return true;
    }
    boost::system::error_code error;
    const json::value value = json::parse(text_.substr(start - 1, raw.size() + 2), error);
    if (error || !value.is_string()) return false;
    out = std::string_view(value.get_string());
    return true;
  }

  bool object(Node& node, int depth, bool root) {
    if (depth > FieldSet::kMaxDepth || !take('{')) return false;
    if (take('}')) {
      node.member |= !root;  // `"f:x":{}` is a member; `"f:x":{"f:y":{}}` is not
      return true;
    }
    std::string element;
    do {
      if (!name(element) || !take(':')) return false;
      if (element == ".") {
        Node ignored;
        if (!object(ignored, depth + 1, false)) return false;
        node.member |= !root;
        continue;
      }
      if (!validElement(element)) return false;
      node.children.emplace_back().element = element;
      if (!object(node.children.back(), depth + 1, false)) return false;
    } while (take(','));
    sortChildren(node);
    return take('}');
  }

  std::string_view text_;
  size_t at_ = 0;
};

void appendQuoted(std::string_view text, std::string& out) {
  if (text.find_first_of("\"\\") == std::string_view::npos &&
      std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
    out.append("\"").append(text).append("\"");
    return;
  }
  out += json::serialize(json::string(text));
}

void write(const Node& node, std::string& out, bool root) {
  out += '{';
  bool first = true;
  if (!root && node.member && !node.children.empty()) {
    out += "\".\":{}";
    first = false;
  }
  for (const Node& child : node.children) {
    if (!first) out += ',';
    first = false;
    appendQuoted(child.element, out);
    out += ':';
    write(child, out, false);
  }
  out += '}';
}

}  // namespace

Result<FieldSet> FieldSet::parse(std::string_view fieldsV1) {
  FieldSet set;
  if (!Reader(fieldsV1).whole(set.root_)) return Failure(badRequest("fieldsV1 is not a set of fields"));
  return set;
}

std::string FieldSet::text() const {
  std::string out;
  write(root_, out, true);
  return out;
}

// Upstream writes no braces around maps.
static std::string keyText(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr) return goJson(value);
  std::string out;
  for (const auto& [name, member] : *object)
    out.append(std::string_view(name)).append("=").append(keyText(member));
  return out;
}

std::string elementText(std::string_view element) {
  if (element.size() < 2) return std::string(element);
  const std::string_view rest = element.substr(2);
  switch (element[0]) {
    case 'f':
      return "." + std::string(rest);
    case 'v':
      return "[=" + std::string(rest) + "]";
    case 'i':
      return "[" + std::string(rest) + "]";
    default:
      break;
  }
  std::string out = "[";
  boost::system::error_code error;
  const json::value key = json::parse(rest, error);
  if (error || !key.is_object()) return "[" + std::string(rest) + "]";
  for (const auto& [name, value] : key.get_object()) {
    if (out.size() > 1) out += ',';
    out.append(std::string_view(name)).append("=").append(keyText(value));
  }
  return out + "]";
}

}  // namespace seamark::api
