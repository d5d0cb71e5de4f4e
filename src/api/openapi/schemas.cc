// Schema rows as OpenAPI schemas: types, formats, defaults, enums and the extensions by which clients merge.
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi/schemas.h"

#include "api/meta.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

const Type& behindPointers(const Type& type) {
  const Type* t = &type;
  while (t->shape == Shape::Optional) t = &t->element();
  return *t;
}

json::object withFormat(std::string_view type, std::string_view format = {}) {
  json::object out;
  if (!format.empty()) out["format"] = format;
  out["type"] = type;
  return out;
}

json::array groupVersionKind(std::string_view group, std::string_view version, std::string_view kind) {
  return {json::object({{"group", group}, {"kind", kind}, {"version", version}})};
}

json::array keysOf(std::string_view commaSeparated) {
  json::array out;
  while (!commaSeparated.empty()) {
    const size_t comma = std::min(commaSeparated.find(','), commaSeparated.size());
    out.emplace_back(commaSeparated.substr(0, comma));
    commaSeparated.remove_prefix(std::min(comma + 1, commaSeparated.size()));
  }
  return out;
}

// How clients merge the field.
void appendExtensions(const Field& field, json::object& out) {
  const Type& type = behindPointers(field.type());
  const FieldOptions& options = field.options;
  if (type.shape == Shape::List) {
    if (options.merge == Merge::Map) out["x-kubernetes-list-map-keys"] = keysOf(options.listMapKeys);
    if (options.merge == Merge::Atomic) out["x-kubernetes-list-type"] = "atomic";
    if (options.merge == Merge::Set) out["x-kubernetes-list-type"] = "set";
    if (options.merge == Merge::Map) out["x-kubernetes-list-type"] = "map";
  } else if (options.merge == Merge::Atomic) {
    out["x-kubernetes-map-type"] = "atomic";
  }
  if (!options.patchMergeKey.empty()) out["x-kubernetes-patch-merge-key"] = options.patchMergeKey;
  if (!options.patchStrategy.empty()) out["x-kubernetes-patch-strategy"] = options.patchStrategy;
}

// What v3 gives as `default`: the row's own, or the zero of what is always written.
json::value defaultOf(const Field& field) {
  if (!field.options.defaultValue.empty()) {
    json::error_code error;
    json::value value = json::parse(field.options.defaultValue, error);
    if (!error) return value;
  }
  switch (field.type().shape) {
    case Shape::Struct:
      return json::object();
    case Shape::String:
      return field.options.keepZero ? json::value("") : json::value();
    case Shape::Bool:
      return field.options.keepZero ? json::value(false) : json::value();
    case Shape::Int32:
    case Shape::Int64:
    case Shape::Double:
      return field.options.keepZero ? json::value(0) : json::value();
    default:
      return nullptr;
  }
}

json::object typeMetaProperty(std::string_view doc) {
  return {{"description", doc}, {"type", "string"}};
}

}  // namespace

json::object Schemas::to(std::string_view name) const {
  const std::string_view base = version_ == OpenApiVersion::V2 ? "#/definitions/" : "#/components/schemas/";
  return {{"$ref", std::string(base) + std::string(name)}};
}

json::object Schemas::scalarReference(std::string_view name, json::object schema) {
  schemas_.emplace(name, std::move(schema));
  return to(name);
}

json::object Schemas::intOrString() {
  json::object schema;
  schema["description"] = "An integer or a string: a port's number or its name, a count or a percentage.";
  schema["format"] = "int-or-string";
  if (version_ == OpenApiVersion::V2) {
    schema["type"] = "string";
  } else {
    schema["oneOf"] = json::array({json::object({{"type", "integer"}}), json::object({{"type", "string"}})});
  }
  return scalarReference("io.k8s.apimachinery.pkg.util.intstr.IntOrString", std::move(schema));
}

json::object Schemas::patchReference() {
  return scalarReference(std::string(kMeta) + "Patch",
                         {{"description", "A patch; its media type says which kind."}, {"type", "object"}});
}

json::object Schemas::valueSchema(const Type& type, const Field& field) {
  switch (type.shape) {
    case Shape::String:
    case Shape::Bytes: {
      json::object out = withFormat("string", type.shape == Shape::Bytes ? "byte" : "");
      if (!field.options.enumValues.empty()) {
        json::array values;
        for (std::string_view value : field.options.enumValues) values.emplace_back(value);
        out["enum"] = std::move(values);
      }
      return out;
    }
    case Shape::Bool:
      return withFormat("boolean");
    case Shape::Int32:
      return withFormat("integer", "int32");
    case Shape::Int64:
      return withFormat("integer", "int64");
    case Shape::Double:
      return withFormat("number", "double");
    case Shape::Time:
      return scalarReference(std::string(kMeta) + "Time", withFormat("string", "date-time"));
    case Shape::MicroTime:
      return scalarReference(std::string(kMeta) + "MicroTime", withFormat("string", "date-time"));
    case Shape::IntOrString:
      return intOrString();
    case Shape::Quantity: {
      json::object schema{{"description", "A number with a suffix: 100m, 1.5, 128Mi."}};
      if (version_ == OpenApiVersion::V2) {
        schema["type"] = "string";
      } else {
        schema["oneOf"] =
            json::array({json::object({{"type", "string"}}), json::object({{"type", "number"}})});
      }
      return scalarReference("io.k8s.apimachinery.pkg.api.resource.Quantity", std::move(schema));
    }
    case Shape::RawJson:
      if (field.name == "fieldsV1")
        return scalarReference(std::string(kMeta) + "FieldsV1",
                               {{"description", "A set of fields, as nested objects."}, {"type", "object"}});
      return scalarReference("io.k8s.apimachinery.pkg.runtime.RawExtension", withFormat("object"));
    case Shape::Struct:
      return reference(type);
    case Shape::Map:
      return {{"additionalProperties", valueSchema(behindPointers(type.element()), field)},
              {"type", "object"}};
    case Shape::List:
      return {{"items", valueSchema(behindPointers(type.element()), field)}, {"type", "array"}};
    case Shape::Optional:
      return valueSchema(behindPointers(type), field);
  }
  return {};
}

json::object Schemas::property(const Field& field) {
  json::object out;
  if (!field.options.doc.empty()) out["description"] = field.options.doc;
  json::object schema = valueSchema(field.type(), field);
  const json::value preset = version_ == OpenApiVersion::V3 ? defaultOf(field) : json::value();
  if (schema.contains("$ref")) {
    if (version_ == OpenApiVersion::V2) {
      out["$ref"] = schema["$ref"];
    } else {
      out["allOf"] = json::array({std::move(schema)});
    }
  } else {
    for (auto& [key, value] : schema) out[key] = std::move(value);
  }
  if (!preset.is_null()) out["default"] = preset;
  appendExtensions(field, out);
  return out;
}

void Schemas::appendFields(const Type& type, json::object& properties, json::array& required) {
  for (const Field& field : type.fields) {
    if (field.name.empty()) {
      appendFields(field.type(), properties, required);
      continue;
    }
    properties[field.name] = property(field);
    if (field.options.required) required.emplace_back(field.name);
  }
}

json::object Schemas::structSchema(const Type& type) {
  json::object out;
  if (!type.doc.empty()) out["description"] = type.doc;
  json::object properties;
  json::array required;
  if (type.typeMeta) {
    properties["apiVersion"] = typeMetaProperty("Group and version of this object's form.");
    properties["kind"] = typeMetaProperty("What kind of object this is.");
  }
  appendFields(type, properties, required);
  if (!properties.empty()) out["properties"] = std::move(properties);
  if (!required.empty()) out["required"] = std::move(required);
  out["type"] = "object";
  if (type.merge == Merge::Atomic) out["x-kubernetes-map-type"] = "atomic";
  return out;
}

json::object Schemas::reference(const Type& type) {
  const std::string name(type.openApiName);
  if (!schemas_.contains(name)) {
    schemas_[name] = {};  // ends the recursion of types that hold themselves
    schemas_[name] = structSchema(type);
  }
  return to(name);
}

json::object Schemas::kindReference(const Type& type, std::string_view group, std::string_view version,
                                    std::string_view kind) {
  json::object out = reference(type);
  json::object& schema = schemas_.find(type.openApiName)->second;
  if (!schema.contains("x-kubernetes-group-version-kind"))
    schema["x-kubernetes-group-version-kind"] = groupVersionKind(group, version, kind);
  return out;
}

json::object Schemas::listReference(const Type& item, const ServedResource& resource) {
  const std::string name = std::string(item.openApiName) + "List";
  if (schemas_.contains(name)) return to(name);
  json::object metadata;
  if (version_ == OpenApiVersion::V2) {
    metadata = reference(typeOf<ListMeta>());
  } else {
    metadata["allOf"] = json::array({reference(typeOf<ListMeta>())});
    metadata["default"] = json::object();
  }
  json::object items{{"items", kindReference(item, resource.group, resource.version, resource.kind)},
                     {"type", "array"}};
  json::object schema{{"description", "A list of objects of kind " + std::string(resource.kind) + "."}};
  schema["properties"] = {{"apiVersion", typeMetaProperty("Group and version of this list's form.")},
                          {"items", std::move(items)},
                          {"kind", typeMetaProperty("What kind of list this is.")},
                          {"metadata", std::move(metadata)}};
  schema["required"] = json::array({"items"});
  schema["type"] = "object";
  schema["x-kubernetes-group-version-kind"] =
      groupVersionKind(resource.group, resource.version, resource.list);
  schemas_[name] = std::move(schema);
  return to(name);
}

json::object Schemas::take() {
  json::object out;
  for (auto& [name, schema] : schemas_) out[name] = std::move(schema);
  schemas_.clear();
  return out;
}

}  // namespace seamark::api
