// Schema rows as OpenAPI schemas. Internal to openapi.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <string_view>

#include "api/openapi/served.h"
#include "api/schema.h"

namespace seamark::api {

enum class OpenApiVersion { V2, V3 };

// Collects the schemas that a document needs.
class Schemas {
 public:
  explicit Schemas(OpenApiVersion version) : version_(version) {}

  // `{"$ref": …}` to the struct's schema, which is collected with all that it refers to.
  boost::json::object reference(const Type& type);
  // A kind: its struct with apiVersion and kind, and x-kubernetes-group-version-kind.
  boost::json::object kindReference(const Type& type, std::string_view group, std::string_view version,
                                    std::string_view kind);
  // The kind's list, named after its items.
  boost::json::object listReference(const Type& item, const ServedResource& resource);
  // Patch: any object.
  boost::json::object patchReference();

  // By name.
  boost::json::object take();

 private:
  boost::json::object to(std::string_view name) const;
  boost::json::object scalarReference(std::string_view name, boost::json::object schema);
  boost::json::object structSchema(const Type& type);
  void appendFields(const Type& type, boost::json::object& properties, boost::json::array& required);
  boost::json::object property(const Field& field);
  boost::json::object valueSchema(const Type& type, const Field& field);
  boost::json::object intOrString();

  OpenApiVersion version_;
  std::map<std::string, boost::json::object, std::less<>> schemas_;
};

}  // namespace seamark::api
