// What only an object's JSON tells: that managedFields are cleared, and lists that were sent empty.
// SPDX-License-Identifier: Apache-2.0
#include <boost/json.hpp>
#include <string>
#include <utility>

#include "api/json_reader.h"
#include "api/managed_fields/managed_fields.h"
#include "api/managed_fields/typed_view.h"

namespace seamark::api {
namespace {

// Calls visit(key, text of the value) for the members of an object one after the other, until it returns false or the
// text is none of an object's. The text is read once, whatever is in it.
template <class Visit>
void forEachMember(std::string_view object, Visit&& visit) {
  JsonReader reader(object);
  if (reader.peek() != '{' || !reader.open('{')) return;
  std::string key;
  for (bool first = true; reader.nextKey(first, key); first = false)
    if (std::string_view value; !reader.skip(value) || !visit(key, value)) return;
}

// Whether a value is `wanted`, blanks aside.
bool is(std::string_view value, std::string_view wanted) {
  for (const char c : value) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (wanted.empty() || c != wanted.front()) return false;
    wanted.remove_prefix(1);
  }
  return wanted.empty();
}

bool clearsManagedFields(std::string_view metadata) {
  bool cleared = false;
  forEachMember(metadata, [&](std::string_view key, std::string_view value) {
    if (key == "managedFields") cleared = is(value, "[]") || is(value, "[{}]");
    return true;
  });
  return cleared;
}

// An empty list anywhere, so that most texts are walked no further.
bool hasEmptyList(std::string_view text) {
  for (size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    const size_t next = text.find_first_not_of(" \t\r\n", at + 1);
    if (next != std::string_view::npos && text[next] == ']') return true;
  }
  return false;
}

// The lists that are always written, whatever is in them, and that a text has as `[]`.
class EmptyLists {
 public:
  explicit EmptyLists(std::vector<std::vector<std::string>>& out) : out_(out) {}

  void members(const Type& type, std::string_view object) {
    forEachMember(object, [&](std::string_view key, std::string_view value) {
      if (const Field* field = type.find(key))
        below("f:" + std::string(key), valueType(field->type()), &field->options, value);
      return true;
    });
  }

 private:
  void below(std::string element, const Type& type, const FieldOptions* options, std::string_view text) {
    path_.push_back(std::move(element));
    value(type, options, text);
    path_.pop_back();
  }

  void value(const Type& type, const FieldOptions* options, std::string_view text) {
    if (type.shape == Shape::List && is(text, "[]")) {
      if (options != nullptr && options->keepZero) out_.push_back(path_);
      return;
    }
    if (isLeaf(type, options) || !hasEmptyList(text)) return;
    if (type.shape == Shape::Struct) return members(type, text);
    if (type.shape == Shape::Map) return entries(valueType(type.element()), text);
    if (!isSet(type, options)) items(valueType(type.element()), options->listMapKeys, text);
  }

  void entries(const Type& element, std::string_view object) {
    forEachMember(object, [&](std::string_view key, std::string_view text) {
      below("f:" + std::string(key), element, nullptr, text);
      return true;
    });
  }

  void items(const Type& element, std::string_view keys, std::string_view list) {
    JsonReader reader(list);
    if (reader.peek() != '[' || !reader.open('[')) return;
    for (bool first = true; reader.nextItem(first); first = false) {
      std::string_view text;
      if (!reader.skip(text)) return;
      below(nameOf(element, keys, text), element, nullptr, text);
    }
  }

  // What a keyed list's item goes by.
  static std::string nameOf(const Type& element, std::string_view keys, std::string_view item) {
    boost::json::object known;
    forEachMember(item, [&](std::string_view key, std::string_view text) {
      boost::system::error_code failed;
      if (("," + std::string(keys) + ",").contains("," + std::string(key) + ","))
        known[{key.data(), key.size()}] = boost::json::parse({text.data(), text.size()}, failed);
      return true;
    });
    const boost::json::value value(std::move(known));
    return keyElement(JsonView(element, &value), keys);
  }

  std::vector<std::vector<std::string>>& out_;
  std::vector<std::string> path_;
};

}  // namespace

JsonOnly jsonOnlyOf(const Kind& kind, std::string_view objectJson) {
  JsonOnly said;
  const bool empty = hasEmptyList(objectJson);
  forEachMember(objectJson, [&](std::string_view key, std::string_view value) {
    if (key != "metadata") return true;
    said.clearsManagedFields = clearsManagedFields(value);
    return false;
  });
  if (empty) EmptyLists(said.emptyLists).members(kind.type(), objectJson);
  return said;
}

}  // namespace seamark::api
