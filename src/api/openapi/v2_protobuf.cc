// OpenAPI v2 as gnostic's openapi_v2.Document: kubectl reads only this form. Field numbers are those of
// gnostic's OpenAPIv2.proto. `x-…` members travel as NamedAny with their value as YAML, which JSON is.
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi/v2_protobuf.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

void varint(uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void bytes(uint32_t number, std::string_view value, std::string& out) {
  varint(number << 3 | 2, out);
  varint(value.size(), out);
  out += value;
}

void flag(uint32_t number, std::string& out) {
  varint(number << 3, out);
  out += '\1';
}

std::string_view textOf(json::string_view text) {
  return {text.data(), text.size()};
}
std::string_view textOf(const json::value& value) {
  return textOf(json::string_view(value.get_string()));
}

// A string member, when there.
void text(const json::object& from, std::string_view name, uint32_t number, std::string& out) {
  if (const json::value* value = from.if_contains(name)) bytes(number, textOf(*value), out);
}

void texts(const json::object& from, std::string_view name, uint32_t number, std::string& out) {
  const json::value* list = from.if_contains(name);
  if (list == nullptr) return;
  for (const json::value& value : list->get_array()) bytes(number, textOf(value), out);
}

void boolean(const json::object& from, std::string_view name, uint32_t number, std::string& out) {
  const json::value* value = from.if_contains(name);
  if (value != nullptr && value->get_bool()) flag(number, out);
}

// Any { yaml 2 }
std::string any(const json::value& value) {
  std::string out;
  bytes(2, json::serialize(value), out);
  return out;
}

// Named… { name 1, value 2 }
std::string named(std::string_view name, std::string_view value) {
  std::string out;
  bytes(1, name, out);
  bytes(2, value, out);
  return out;
}

void extensions(const json::object& from, uint32_t number, std::string& out) {
  for (const auto& [key, value] : from)
    if (key.starts_with("x-")) bytes(number, named(textOf(key), any(value)), out);
}

std::string schema(const json::object& from) {
  std::string out;
  text(from, "$ref", 1, out);
  text(from, "format", 2, out);
  text(from, "description", 4, out);
  if (const json::value* value = from.if_contains("default")) bytes(5, any(*value), out);
  texts(from, "required", 19, out);
  if (const json::value* values = from.if_contains("enum"))
    for (const json::value& value : values->get_array()) bytes(20, any(value), out);
  if (const json::value* value = from.if_contains("additionalProperties")) {
    std::string item;
    bytes(1, schema(value->get_object()), item);
    bytes(21, item, out);
  }
  if (const json::value* value = from.if_contains("type")) {
    std::string item;
    bytes(1, textOf(*value), item);
    bytes(22, item, out);
  }
  if (const json::value* value = from.if_contains("items")) {
    std::string item;
    bytes(1, schema(value->get_object()), item);
    bytes(23, item, out);
  }
  if (const json::value* value = from.if_contains("properties")) {
    std::string properties;
    for (const auto& [name, property] : value->get_object())
      bytes(1, named(textOf(name), schema(property.get_object())), properties);
    bytes(25, properties, out);
  }
  extensions(from, 31, out);
  return out;
}

// Query and path parameters differ only by one field between `name` and `type`.
std::string plainParameter(const json::object& from, bool query) {
  std::string out;
  boolean(from, "required", 1, out);
  text(from, "in", 2, out);
  text(from, "description", 3, out);
  text(from, "name", 4, out);
  text(from, "type", query ? 6 : 5, out);
  boolean(from, "uniqueItems", query ? 20 : 18, out);
  return out;
}

// ParametersItem { parameter 1 { body_parameter 1 | non_body_parameter 2 { query 3 | path 4 } } }
std::string parameter(const json::object& from) {
  const std::string_view in = textOf(from.at("in"));
  std::string kind;
  if (in == "body") {
    std::string body;
    text(from, "description", 1, body);
    text(from, "name", 2, body);
    text(from, "in", 3, body);
    boolean(from, "required", 4, body);
    if (const json::value* value = from.if_contains("schema")) bytes(5, schema(value->get_object()), body);
    bytes(1, body, kind);
  } else {
    std::string place;
    bytes(in == "query" ? 3 : 4, plainParameter(from, in == "query"), place);
    bytes(2, place, kind);
  }
  std::string out;
  bytes(1, kind, out);
  return out;
}

void parameters(const json::object& from, uint32_t number, std::string& out) {
  const json::value* list = from.if_contains("parameters");
  if (list == nullptr) return;
  for (const json::value& value : list->get_array()) bytes(number, parameter(value.get_object()), out);
}

// ResponseValue { response 1 { description 1, schema 2 { schema 1 } } }
std::string response(const json::object& from) {
  std::string body;
  text(from, "description", 1, body);
  if (const json::value* value = from.if_contains("schema")) {
    std::string item;
    bytes(1, schema(value->get_object()), item);
    bytes(2, item, body);
  }
  std::string out;
  bytes(1, body, out);
  return out;
}

std::string operation(const json::object& from) {
  std::string out;
  texts(from, "tags", 1, out);
  text(from, "description", 3, out);
  text(from, "operationId", 5, out);
  texts(from, "produces", 6, out);
  texts(from, "consumes", 7, out);
  parameters(from, 8, out);
  std::string responses;
  for (const auto& [code, value] : from.at("responses").get_object())
    bytes(1, named(textOf(code), response(value.get_object())), responses);
  bytes(9, responses, out);
  texts(from, "schemes", 10, out);
  extensions(from, 13, out);
  return out;
}

std::string pathItem(const json::object& from) {
  std::string out;
  const std::pair<std::string_view, uint32_t> kMethods[] = {
      {"get", 2}, {"put", 3}, {"post", 4}, {"delete", 5}, {"patch", 8}};
  for (const auto& [method, number] : kMethods)
    if (const json::value* value = from.if_contains(method))
      bytes(number, operation(value->get_object()), out);
  parameters(from, 9, out);
  return out;
}

}  // namespace

std::string openApiV2Message(const json::object& document) {
  std::string out;
  text(document, "swagger", 1, out);
  const json::object& about = document.at("info").get_object();
  std::string info;
  text(about, "title", 1, info);
  text(about, "version", 2, info);
  bytes(2, info, out);
  std::string paths;
  for (const auto& [path, item] : document.at("paths").get_object())
    bytes(2, named(textOf(path), pathItem(item.get_object())), paths);
  bytes(8, paths, out);
  std::string definitions;
  for (const auto& [name, definition] : document.at("definitions").get_object())
    bytes(1, named(textOf(name), schema(definition.get_object())), definitions);
  bytes(9, definitions, out);
  return out;
}

}  // namespace seamark::api
