// SPDX-License-Identifier: Apache-2.0
#include "api/discovery/endpoint_slice_v1beta1.h"

#include <vector>

#include "api/discovery/endpoint_slice.h"

namespace seamark::api {
namespace {

// `of` with fields of its own; both live for ever.
Type withFields(const Type& of, const std::vector<Field>& fields) {
  Type type = of;
  type.fields = fields;
  type.byNumber.clear();
  return type;
}

// An endpoint's topology had the field to itself before nodeName and zone came.
const Type& endpointType() {
  static const std::vector<Field> kFields = [] {
    std::vector<Field> fields;
    for (Field field : typeOf<Endpoint>().fields) {
      if (field.name == "zone") continue;
      if (field.name == "deprecatedTopology") field.name = "topology";
      fields.push_back(field);
    }
    return fields;
  }();
  static const Type kType = withFields(typeOf<Endpoint>(), kFields);
  return kType;
}

const Type& endpointsType() {
  static const Type kType = [] {
    Type type = typeOf<std::vector<Endpoint>>();
    type.element = &endpointType;
    return type;
  }();
  return kType;
}

}  // namespace

const Type& endpointSliceV1beta1Type() {
  static const std::vector<Field> kFields = [] {
    const Type& of = typeOf<EndpointSlice>();
    std::vector<Field> fields(of.fields.begin(), of.fields.end());
    for (Field& field : fields) {
      if (field.name == "endpoints") field.type = &endpointsType;
      if (field.name == "addressType") field.options.goType = "v1beta1.AddressType";
    }
    return fields;
  }();
  static const Type kType = withFields(typeOf<EndpointSlice>(), kFields);
  return kType;
}

}  // namespace seamark::api
