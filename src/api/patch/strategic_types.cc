// Types of a patched document, told as upstream's converter from maps to structs tells them.
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "api/codec.h"
#include "api/patch/patch_document.h"
#include "api/patch/strategic.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

std::string_view goKind(const json::value& value) {
  switch (value.kind()) {
    case json::kind::object:
      return "map";
    case json::kind::array:
      return "slice";
    case json::kind::string:
      return "string";
    case json::kind::bool_:
      return "bool";
    case json::kind::int64:
      return "int64";
    default:
      return "float64";
  }
}

std::optional<std::string> unrecognised(std::string_view type) {
  return "unrecognized type: " + std::string(type);
}

std::optional<std::string> integerProblem(const json::value& value, bool wide) {
  const std::string_view name = wide ? "int64" : "int32";
  if (value.is_int64()) {
    const int64_t number = value.get_int64();
    return wide || (number >= INT32_MIN && number <= INT32_MAX)
               ? std::nullopt
               : std::optional("cannot convert int64 to " + std::string(name));
  }
  if (value.is_double()) {
    const double number = value.get_double();
    if (std::fabs(number) < 9e18 && number == std::trunc(number)) return std::nullopt;
    return "cannot convert float64 to " + std::string(name);
  }
  return value.is_uint64() ? "cannot convert float64 to " + std::string(name) : unrecognised(name);
}

// Types with a decoder of their own: what that says.
template <class T>
std::optional<std::string> decodingProblem(const json::value& value) {
  T ignored;
  const Result<> decoded = decodeJson(typeOf<T>(), json::serialize(value), &ignored);
  return decoded ? std::nullopt : std::optional(decoded.error().message);
}

std::optional<std::string> structProblem(const Type& type, const json::object& object) {
  for (const Field& field : type.fields) {
    if (field.name.empty()) {
      if (auto problem = structProblem(field.type(), object)) return problem;
      continue;
    }
    const json::value* value = object.if_contains({field.name.data(), field.name.size()});
    if (value == nullptr) continue;
    if (auto problem = typeProblem(field.type(), *value)) return problem;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> typeProblem(const Type& type, const json::value& value) {
  if (value.is_null()) return std::nullopt;
  switch (type.shape) {
    case Shape::Optional:
      return typeProblem(type.element(), value);
    case Shape::Struct:
      if (!value.is_object()) return "cannot restore struct from: " + std::string(goKind(value));
      return structProblem(type, value.get_object());
    case Shape::Map:
      if (!value.is_object()) return "cannot restore map from " + std::string(goKind(value));
      for (const auto& pair : value.get_object())
        if (auto problem = typeProblem(type.element(), pair.value())) return problem;
      return std::nullopt;
    case Shape::List:
      if (!value.is_array()) return "cannot restore slice from " + std::string(goKind(value));
      for (const json::value& item : value.get_array())
        if (auto problem = typeProblem(type.element(), item)) return problem;
      return std::nullopt;
    case Shape::Bytes:
      if (!value.is_string()) return "cannot restore slice from " + std::string(goKind(value));
      if (auto problem = decodingProblem<ByteString>(value)) return "error decoding from json: " + *problem;
      return std::nullopt;
    case Shape::String:
      if (value.is_string()) return std::nullopt;
      return value.is_int64() ? std::optional<std::string>("cannot convert int64 to string")
                              : unrecognised("string");
    case Shape::Bool:
      return value.is_bool() ? std::nullopt : unrecognised("bool");
    case Shape::Int32:
      return integerProblem(value, false);
    case Shape::Int64:
      return integerProblem(value, true);
    case Shape::Double:
      return value.is_number() ? std::nullopt : unrecognised("float64");
    case Shape::Time:
      return decodingProblem<Time>(value);
    case Shape::MicroTime:
      return decodingProblem<MicroTime>(value);
    case Shape::Quantity:
      return decodingProblem<Quantity>(value);
    case Shape::IntOrString:
      return decodingProblem<IntOrString>(value);
    case Shape::RawJson:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace seamark::api
