// What only an object's JSON tells: that managedFields are cleared, and lists that were sent empty.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

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

std::vector<std::string_view> listsAlwaysWritten(const Type& type) {
  std::vector<std::string_view> lists;
  for (const Field& field : type.fields)
    if (field.options.keepZero && valueType(field.type()).shape == Shape::List) lists.push_back(field.name);
  return lists;
}

}  // namespace

JsonOnly jsonOnlyOf(const Kind& kind, std::string_view objectJson) {
  JsonOnly said;
  const std::vector<std::string_view> lists = listsAlwaysWritten(kind.type());
  forEachMember(objectJson, [&](std::string_view key, std::string_view value) {
    if (key == "metadata") {
      said.clearsManagedFields = clearsManagedFields(value);
      return !lists.empty();  // nothing else is of interest
    }
    if (const auto list = std::ranges::find(lists, key); list != lists.end() && is(value, "[]"))
      said.emptyLists.push_back(*list);
    return true;
  });
  return said;
}

}  // namespace seamark::api
