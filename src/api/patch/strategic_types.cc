// Types of a patched document, told as upstream's converter from maps to structs tells them.
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

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

// Go's conversion of a float that may not fit, on the machines that Kubernetes runs on.
int64_t truncated(double number) {
  return std::fabs(number) < 9.2e18 ? static_cast<int64_t>(number) : std::numeric_limits<int64_t>::min();
}

// What does not fit wraps.
std::optional<std::string> convertInteger(json::value& value, bool wide) {
  const std::string_view name = wide ? "int64" : "int32";
  if (!value.is_number()) return unrecognised(name);
  if (value.is_uint64()) value = static_cast<double>(value.get_uint64());
  if (const double* number = value.if_double()) {
    if (*number != std::trunc(*number)) return "cannot convert float64 to " + std::string(name);
    value = truncated(*number);
  }
  if (!wide) value = static_cast<int64_t>(static_cast<int32_t>(value.get_int64()));
  return std::nullopt;
}

// Types with a decoder of their own: what that says.
template <class T>
std::optional<std::string> decodingProblem(const json::value& value) {
  T ignored;
  const Result<> decoded = decodeJson(typeOf<T>(), json::serialize(value), &ignored);
  return decoded ? std::nullopt : std::optional(decoded.error().message);
}

std::optional<std::string> convert(const Type& type, std::string_view goString, json::value& value);

std::optional<std::string> convertStruct(const Type& type, json::object& object) {
  for (const Field& field : type.fields) {
    if (field.name.empty()) {
      if (auto problem = convertStruct(field.type(), object)) return problem;
      continue;
    }
    json::value* value = object.if_contains({field.name.data(), field.name.size()});
    if (value == nullptr) continue;
    // "[]v1.IPFamily": the items are asked about.
    std::string_view goString = field.options.goType;
    goString.remove_prefix(goString.rfind(']') + 1);
    if (auto problem = convert(field.type(), goString.empty() ? "string" : goString, *value)) return problem;
  }
  return std::nullopt;
}

// `goString`: what Go calls the type of the texts in it.
std::optional<std::string> convert(const Type& type, std::string_view goString, json::value& value) {
  if (value.is_null()) return std::nullopt;
  switch (type.shape) {
    case Shape::Optional:
      return convert(type.element(), goString, value);
    case Shape::Struct:
      if (!value.is_object()) return "cannot restore struct from: " + std::string(goKind(value));
      return convertStruct(type, value.get_object());
    case Shape::Map:
      if (!value.is_object()) return "cannot restore map from " + std::string(goKind(value));
      for (auto& pair : value.get_object())
        if (auto problem = convert(type.element(), goString, pair.value())) return problem;
      return std::nullopt;
    case Shape::List:
      if (!value.is_array()) return "cannot restore slice from " + std::string(goKind(value));
      for (json::value& item : value.get_array())
        if (auto problem = convert(type.element(), goString, item)) return problem;
      return std::nullopt;
    case Shape::Bytes:
      if (value.is_array()) return std::nullopt;  // of numbers; the decoder looks at them
      if (!value.is_string()) return "cannot restore slice from " + std::string(goKind(value));
      if (auto problem = decodingProblem<ByteString>(value)) return "error decoding from json: " + *problem;
      return std::nullopt;
    case Shape::String:
      if (value.is_string()) return std::nullopt;
      return value.is_int64() ? "cannot convert int64 to " + std::string(goString) : unrecognised("string");
    case Shape::Bool:
      return value.is_bool() ? std::nullopt : unrecognised("bool");
    case Shape::Int32:
      return convertInteger(value, false);
    case Shape::Int64:
      return convertInteger(value, true);
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

}  // namespace

std::optional<std::string> convertTo(const Type& type, json::object& object) {
  for (const std::string_view name : {"kind", "apiVersion"})
    if (json::value* value = object.if_contains(name))
      if (auto problem = convert(typeOf<std::string>(), "string", *value)) return problem;
  return convertStruct(type, object);
}

}  // namespace seamark::api
