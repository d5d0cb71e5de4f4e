// A value with its type, seen alike whether it is an API struct or a JSON tree, so that one walk compares
// both. Presence is what the JSON encoder would write: a nil list without omitempty is there (as null).
// Internal to managed_fields.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api/schema.h"

namespace seamark::api {

// The type behind pointers.
inline const Type& valueType(const Type& type) {
  const Type* t = &type;
  while (t->shape == Shape::Optional) t = &t->element();
  return *t;
}

// Whether a value is owned as a whole: scalars, atomic structs and maps, and lists that are neither sets nor
// keyed.
inline bool isLeaf(const Type& type, const FieldOptions* options) {
  const Merge merge = options != nullptr && options->merge != Merge::Default ? options->merge : type.merge;
  switch (type.shape) {
    case Shape::Struct:
    case Shape::Map:
      return merge == Merge::Atomic;
    case Shape::List:
      return merge != Merge::Set && merge != Merge::Map;
    default:
      return true;
  }
}

// Whether items are known by their value (`v:`) rather than by their keys (`k:`).
inline bool isSet(const Type& list, const FieldOptions* options) {
  return (options != nullptr && options->merge != Merge::Default ? options->merge : list.merge) == Merge::Set;
}

class StructView {
 public:
  StructView() = default;  // absent
  StructView(const Type& type, const void* data) : type_(&type), data_(data) {}
  // A struct's field, through pointers.
  static StructView fieldOf(const Field& field, const void* object);

  bool present() const { return data_ != nullptr || isNull_; }
  bool isNull() const { return isNull_; }
  const Type& type() const { return *type_; }
  StructView child(const Field& field) const { return data_ ? fieldOf(field, data_) : StructView(); }
  size_t size() const { return data_ ? type_->size(data_) : 0; }
  StructView item(size_t i) const;
  // visit(std::string_view key, StructView value), by key.
  template <class Visit>
  void eachEntry(Visit&& visit) const {
    if (data_ == nullptr) return;
    struct Context {
      Visit& visit;
      const Type& element;
    } context{visit, type_->element()};
    type_->each(data_, &context, [](void* c, std::string_view key, const void* value) {
      auto& at = *static_cast<Context*>(c);
      at.visit(key, StructView(valueType(at.element), value));
    });
  }
  bool equals(const StructView& other) const {
    if (data_ == nullptr || other.data_ == nullptr) return data_ == other.data_;
    return type_->equal(data_, other.data_);
  }
  // JSON text of a scalar.
  std::string scalar() const;

 private:
  const Type* type_ = nullptr;
  const void* data_ = nullptr;
  bool isNull_ = false;
};

class JsonView {
 public:
  JsonView() = default;
  JsonView(const Type& type, const boost::json::value* value) : type_(&type), value_(value) {}

  bool present() const { return value_ != nullptr; }
  bool isNull() const { return value_ != nullptr && value_->is_null(); }
  const Type& type() const { return *type_; }
  JsonView child(const Field& field) const {
    if (value_ == nullptr || !value_->is_object()) return {};
    if (field.name.empty())
      return {valueType(field.type()), value_};  // an embedded struct's fields stand in the outer's
    const auto* v = value_->get_object().if_contains({field.name.data(), field.name.size()});
    return v == nullptr ? JsonView() : JsonView(valueType(field.type()), v);
  }
  size_t size() const { return value_ != nullptr && value_->is_array() ? value_->get_array().size() : 0; }
  JsonView item(size_t i) const { return {valueType(type_->element()), &value_->get_array()[i]}; }
  template <class Visit>
  void eachEntry(Visit&& visit) const {
    if (value_ == nullptr || !value_->is_object()) return;
    for (const auto& [key, value] : value_->get_object())
      visit(std::string_view(key), JsonView(valueType(type_->element()), &value));
  }
  bool equals(const JsonView& other) const {
    if (value_ == nullptr || other.value_ == nullptr) return value_ == other.value_;
    return *value_ == *other.value_;
  }
  std::string scalar() const;

 private:
  const Type* type_ = nullptr;
  const boost::json::value* value_ = nullptr;
};

// What a key field that is not there counts as, as JSON; empty when it has no default. What is always written
// has its zero, as in the published schema.
inline std::string_view keyDefault(const Field& field) {
  if (!field.options.defaultValue.empty() || !field.options.keepZero) return field.options.defaultValue;
  switch (field.type().shape) {
    case Shape::String:
      return "\"\"";
    case Shape::Int32:
    case Shape::Int64:
      return "0";
    default:
      return {};
  }
}

// The path element of a keyed list's item: its key fields, or their defaults, in order of name.
template <class View>
std::string keyElement(const View& item, std::string_view listMapKeys) {
  std::vector<std::string_view> names;
  while (!listMapKeys.empty()) {
    const size_t comma = listMapKeys.find(',');
    std::string_view name = listMapKeys.substr(0, comma);
    names.insert(std::upper_bound(names.begin(), names.end(), name), name);
    listMapKeys.remove_prefix(comma == std::string_view::npos ? listMapKeys.size() : comma + 1);
  }
  std::string out = "k:{";
  for (std::string_view name : names) {
    const Field* field = item.type().find(name);
    if (field == nullptr) continue;
    const View value = item.child(*field);
    std::string text = value.present() && !value.isNull() ? value.scalar() : std::string(keyDefault(*field));
    if (text.empty()) continue;
    if (out.size() > 3) out += ',';
    out.append("\"").append(name).append("\":").append(text);
  }
  return out + "}";
}

}  // namespace seamark::api
