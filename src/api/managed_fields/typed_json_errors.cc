// Checking an applied configuration against its type.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_set>

#include "api/field_error.h"
#include "api/managed_fields/typed_json.h"
#include "api/managed_fields/typed_view.h"
#include "api/patch/patch.h"
#include "api/patch/patch_document.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

// A hostile configuration does not get a message without bound.
constexpr size_t kMaxErrors = 20;

std::string_view goType(const json::value& value) {
  switch (value.kind()) {
    case json::kind::bool_:
      return "bool";
    case json::kind::string:
      return "string";
    case json::kind::array:
      return "[]interface {}";
    case json::kind::object:
      return "map[string]interface {}";
    case json::kind::null:
      return "<nil>";
    default:
      return value.is_int64() ? "int64" : "float64";
  }
}

// Go's %#v.
std::string goSyntax(const json::value& value) {
  if (value.is_string()) return goQuoted(std::string_view(value.get_string()));
  if (value.is_null()) return "interface {}(nil)";
  if (const auto* list = value.if_array()) {
    std::string out = "[]interface {}{";
    for (size_t i = 0; i < list->size(); ++i) out += (i > 0 ? ", " : "") + goSyntax((*list)[i]);
    return out + "}";
  }
  if (const auto* object = value.if_object()) {
    std::map<std::string_view, std::string> sorted;
    for (const auto& [key, item] : *object) sorted.emplace(std::string_view(key), goSyntax(item));
    std::string inside;
    for (const auto& [key, item] : sorted)
      inside += (inside.empty() ? "" : ", ") + goQuoted(key) + ":" + item;
    return "map[string]interface {}{" + inside + "}";
  }
  return goText(json::serialize(value));
}

class Checker {
 public:
  std::vector<std::string> errors;

  // Of the fields that there are not only one is told: upstream stops there.
  void fields(const Type& type, const json::object& object, const std::string& path) {
    std::string unknown;
    for (const auto& [key, value] : sorted(object)) {
      if (errors.size() >= kMaxErrors) return;
      const std::string below = path + "." + std::string(key);
      if (const Field* field = type.find(key)) {
        check(valueType(field->type()), &field->options, *value, below);
      } else if (unknown.empty()) {
        unknown = below + ": field not declared in schema";
      }
    }
    if (!unknown.empty()) errors.push_back(std::move(unknown));
  }

 private:
  // Upstream's order within a map is random.
  static std::map<std::string_view, const json::value*> sorted(const json::object& object) {
    std::map<std::string_view, const json::value*> out;
    for (const auto& [key, value] : object) out.emplace(std::string_view(key), &value);
    return out;
  }

  // Each expectation shows the value in a form of its own, as upstream's messages do.
  void wrongText(const std::string& path, const json::value& value) {
    errors.push_back(path + ": expected string, got &value.valueUnstructured{Value:" + goSyntax(value) + "}");
  }
  void wrongNumber(const std::string& path, const json::value& value) {
    errors.push_back(path + ": expected numeric (int or float), got " + std::string(goType(value)));
  }
  void wrong(const std::string& path, std::string_view expected, const json::value& value) {
    errors.push_back(
        fmt::format("{}: expected {}, got &{{{}}}", path, expected, goText(json::serialize(value))));
  }

  // `["ip" "port"]`
  static std::string quotedNames(std::string_view names) {
    std::string out;
    while (true) {
      const size_t comma = std::min(names.find(','), names.size());
      out += (out.empty() ? "[" : " ") + goQuoted(names.substr(0, comma));
      if (comma == names.size()) return out + "]";
      names.remove_prefix(comma + 1);
    }
  }

  // An item that cannot be told from the others of its list.
  void misfit(const std::string& path, size_t item, bool set, std::string_view why) {
    errors.push_back(
        fmt::format("{}: element {}: associative list with{} keys {}", path, item, set ? "out" : "", why));
  }

  void check(const Type& type, const FieldOptions* options, const json::value& value,
             const std::string& path) {
    if (value.is_null()) return;
    switch (type.shape) {
      case Shape::Struct:
        if (!value.is_object()) return wrong(path, "map", value);
        return fields(type, value.get_object(), path);
      case Shape::Map:
        if (!value.is_object()) return wrong(path, "map", value);
        for (const auto& [key, item] : sorted(value.get_object()))
          check(valueType(type.element()), nullptr, *item, path + "." + std::string(key));
        return;
      case Shape::List:
        if (!value.is_array()) return wrong(path, "list", value);
        return items(type, options, value.get_array(), path);
      case Shape::String:
      case Shape::Bytes:
        if (!value.is_string()) wrongText(path, value);
        return;
      case Shape::Bool:
        if (!value.is_bool()) wrong(path, "boolean", value);
        return;
      case Shape::Int32:
      case Shape::Int64:
      case Shape::Double:
        if (!value.is_number()) wrongNumber(path, value);
        return;
      case Shape::RawJson:
        return;
      default:  // what a string or a number may stand for
        if (value.is_array() || value.is_object()) wrong(path, "any scalar", value);
        return;
    }
  }

  // Why an item cannot be known by its value or its keys; empty when it can.
  static std::string_view oddItem(bool set, const json::value& item) {
    if (!set)
      return item.is_null()     ? "may not have a null element"
             : item.is_object() ? ""
                                : "may not have non-map elements";
    return item.is_null()     ? "has an element that's an explicit null"
           : item.is_object() ? "has an element that's a map type"
           : item.is_array()  ? "has an element that's a list type"
                              : "";
  }

  void items(const Type& type, const FieldOptions* options, const json::array& list,
             const std::string& path) {
    const bool leaf = isLeaf(type, options);
    const bool set = !leaf && isSet(type, options);
    const Type& element = valueType(type.element());
    std::unordered_set<std::string> seen;
    for (size_t i = 0; i < list.size() && errors.size() < kMaxErrors; ++i) {
      if (leaf) {
        check(element, nullptr, list[i], fmt::format("{}[{}]", path, i));
        continue;
      }
      if (const std::string_view odd = oddItem(set, list[i]); !odd.empty()) {
        misfit(path, i, set, odd);
        continue;
      }
      if (set) {
        const std::string value = goJson(list[i]);
        if (!seen.insert(value).second)
          errors.push_back(fmt::format("{}: duplicate entries for key [={}]", path, value));
        check(element, nullptr, list[i], fmt::format("{}[={}]", path, value));
        continue;
      }
      const std::string key = keyElement(JsonView(element, &list[i]), options->listMapKeys);
      if (key == "k:{}") {
        misfit(path, i, false,
               "has an element that omits all key fields " + quotedNames(options->listMapKeys) +
                   " (and doesn't have default values for any key fields)");
        continue;  // what is wrong with what is in it cannot be told without a name for it
      }
      if (!seen.insert(key).second) {
        errors.push_back(fmt::format("{}: duplicate entries for key {}", path, elementText(key)));
      }
      check(element, nullptr, list[i], path + elementText(key));
    }
  }
};

}  // namespace

std::vector<std::string> typeErrors(const Type& type, const json::object& config) {
  Checker checker;
  checker.fields(type, config, {});
  return std::move(checker.errors);
}

}  // namespace seamark::api
