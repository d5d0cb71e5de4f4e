// What only an object's JSON tells: lists that were sent empty.
// SPDX-License-Identifier: Apache-2.0
#include "api/managed_fields/managed_fields.h"
#include "api/managed_fields/typed_view.h"

namespace seamark::api {
namespace {

// Reads on in a JSON text from a place within it; past its end everything is missing.
class Cursor {
 public:
  Cursor(std::string_view text, size_t at) : text_(text), at_(at) {}
  // Takes `c`, behind blanks, when it is next.
  bool take(char c) {
    const size_t next = text_.find_first_not_of(" \t\r\n", at_);
    if (next == std::string_view::npos || text_[next] != c) return false;
    at_ = next + 1;
    return true;
  }

 private:
  std::string_view text_;
  size_t at_;
};

// Calls visit(place behind the key) for each member of that name, until it returns true. Within a JSON string the
// quotes would be escaped, so what is found is a key or a whole string.
template <class Visit>
bool anyMember(std::string_view json, std::string_view quotedName, Visit&& visit) {
  for (size_t at = json.find(quotedName); at != std::string_view::npos; at = json.find(quotedName, at + 1))
    if (Cursor cursor(json, at + quotedName.size()); cursor.take(':') && visit(cursor, at)) return true;
  return false;
}

bool clearsManagedFields(std::string_view json) {
  return anyMember(json, "\"managedFields\"", [](Cursor cursor, size_t) {
    if (!cursor.take('[')) return false;
    if (cursor.take(']')) return true;
    return cursor.take('{') && cursor.take('}') && cursor.take(']');
  });
}

// How many objects and lists are open before `at`.
int depthAt(std::string_view json, size_t at) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < at; ++i) {
    const char c = json[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else {
      depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    }
  }
  return depth;
}

bool sendsEmptyList(std::string_view json, std::string_view name) {
  return anyMember(json, "\"" + std::string(name) + "\"", [json](Cursor cursor, size_t at) {
    return cursor.take('[') && cursor.take(']') && depthAt(json, at) == 1;
  });
}

}  // namespace

JsonOnly jsonOnlyOf(const Kind& kind, std::string_view objectJson) {
  JsonOnly said{.clearsManagedFields = clearsManagedFields(objectJson), .emptyLists = {}};
  for (const Field& field : kind.type().fields)
    if (field.options.keepZero && valueType(field.type()).shape == Shape::List &&
        sendsEmptyList(objectJson, field.name))
      said.emptyLists.push_back(field.name);
  return said;
}

}  // namespace seamark::api
