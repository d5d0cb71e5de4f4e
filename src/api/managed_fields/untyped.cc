// SPDX-License-Identifier: Apache-2.0
#include "api/managed_fields/untyped.h"

#include "api/kinds.h"
#include "api/managed_fields/typed_view.h"

namespace seamark::api {
namespace {

bool isKeyed(const Type& type, const FieldOptions* options) {
  return type.shape == Shape::List && options != nullptr && !options->listMapKeys.empty() &&
         !isLeaf(type, options);
}

// Whether a list of such items, or one further in, may hold one without keys at all.
bool mayBeKeyless(const Type& type, const FieldOptions* options) {
  if (isLeaf(type, options)) return false;
  if (isKeyed(type, options)) {
    const Type& element = valueType(type.element());
    if (keyElement(JsonView(element, nullptr), options->listMapKeys) == "k:{}") return true;
    return mayBeKeyless(element, nullptr);
  }
  if (type.shape != Shape::Struct) return false;
  for (const Field& field : type.fields)
    if (mayBeKeyless(valueType(field.type()), &field.options)) return true;
  return false;
}

bool hasKeyless(const Type& type, const FieldOptions* options, const StructView& value) {
  if (!value.present() || isLeaf(type, options)) return false;
  if (isKeyed(type, options)) {
    for (size_t i = 0; i < value.size(); ++i) {
      const StructView item = value.item(i);
      if (keyElement(item, options->listMapKeys) == "k:{}") return true;
      if (hasKeyless(valueType(type.element()), nullptr, item)) return true;
    }
    return false;
  }
  if (type.shape != Shape::Struct) return false;
  for (const Field& field : type.fields)
    if (hasKeyless(valueType(field.type()), &field.options, value.child(field))) return true;
  return false;
}

}  // namespace

bool isUntyped(const Kind& kind, const Object& object) {
  static const std::vector<bool> possible = [] {
    std::vector<bool> out;
    for (const Kind* each : kinds()) out.push_back(mayBeKeyless(each->type(), nullptr));
    return out;
  }();
  return possible[kind.index] && hasKeyless(kind.type(), nullptr, StructView(kind.type(), &object));
}

}  // namespace seamark::api
