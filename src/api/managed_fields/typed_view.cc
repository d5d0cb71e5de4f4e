// Presence of struct fields, as the JSON encoder decides it.
// SPDX-License-Identifier: Apache-2.0
#include "api/managed_fields/typed_view.h"

#include "api/codec.h"
#include "api/patch/patch_document.h"

namespace seamark::api {
namespace {

// Go's omitempty: false for structs and times, which only omitzero leaves out.
bool isEmptyValue(const Type& type, const void* value) {
  switch (type.shape) {
    case Shape::String:
      return static_cast<const std::string*>(value)->empty();
    case Shape::Bool:
      return !*static_cast<const bool*>(value);
    case Shape::Int32:
      return *static_cast<const int32_t*>(value) == 0;
    case Shape::Int64:
      return *static_cast<const int64_t*>(value) == 0;
    case Shape::Double:
      return *static_cast<const double*>(value) == 0;
    case Shape::Bytes:
      return static_cast<const ByteString*>(value)->data.empty();
    case Shape::RawJson:
      return static_cast<const RawJson*>(value)->json.empty();
    case Shape::List:
    case Shape::Map:
      return type.size(value) == 0;
    default:
      return false;
  }
}

bool isZeroTime(const Type& type, const void* value) {
  if (type.shape == Shape::Time) return static_cast<const Time*>(value)->isZero();
  if (type.shape == Shape::MicroTime) return static_cast<const MicroTime*>(value)->isZero();
  return false;
}

// Structs are asked field by field: no zero value of an erased type is at hand to compare with.
bool isZero(const Type& type, const void* value) {
  if (type.shape == Shape::Optional) return type.value(value) == nullptr;
  if (type.shape == Shape::Struct) {
    for (const Field& field : type.fields)
      if (!isZero(field.type(), field.at(const_cast<void*>(value)))) return false;
    return true;
  }
  if (type.shape == Shape::IntOrString) return static_cast<const IntOrString*>(value)->isZero();
  if (type.shape == Shape::Quantity) return static_cast<const Quantity*>(value)->value.empty();
  return isZeroTime(type, value) || isEmptyValue(type, value);
}

}  // namespace

StructView StructView::fieldOf(const Field& field, const void* object) {
  const Type* type = &field.type();
  const void* value = field.at(const_cast<void*>(object));  // rows hand out mutable places; we only read
  StructView view;
  if (type->shape == Shape::Optional) {
    while (value != nullptr && type->shape == Shape::Optional) {
      value = type->value(value);
      type = &type->element();
    }
    view.isNull_ = value == nullptr && field.options.keepZero;
  } else if (!field.options.keepZero && isEmptyValue(*type, value)) {
    value = nullptr;
  } else if (field.options.omitZero && isZero(*type, value)) {
    value = nullptr;
  } else if (isZeroTime(*type, value)) {
    value = nullptr;
    view.isNull_ = true;
  }
  view.type_ = &valueType(*type);
  view.data_ = value;
  return view;
}

StructView StructView::item(size_t i) const {
  const Type* type = &type_->element();
  const void* value = type_->item(const_cast<void*>(data_), i);
  while (value != nullptr && type->shape == Shape::Optional) {
    value = type->value(value);
    type = &type->element();
  }
  return {valueType(*type), value};
}

std::string StructView::scalar() const {
  std::string out;
  encodeJson(*type_, data_, out);
  return out;
}

std::string JsonView::scalar() const {
  return goJson(*value_);
}

}  // namespace seamark::api
