// Rows of networking/ip_address.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/networking/ip_address.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<ParentReference>::type() {
  static constexpr Field kFields[] = {
      field<&ParentReference::group>("group", 1),
      field<&ParentReference::resource>("resource", 2, {.required = true}),
      field<&ParentReference::namespace_>("namespace", 3),
      field<&ParentReference::name>("name", 4, {.required = true}),
  };
  static const Type kType =
      structType<ParentReference>("ParentReference", "io.k8s.api.networking.v1.ParentReference", kFields, "");
  return kType;
}

const Type& Schema<IPAddressSpec>::type() {
  static constexpr Field kFields[] = {
      field<&IPAddressSpec::parentRef>("parentRef", 1, {.required = true}),
  };
  static const Type kType =
      structType<IPAddressSpec>("IPAddressSpec", "io.k8s.api.networking.v1.IPAddressSpec", kFields, "");
  return kType;
}

const Type& Schema<IPAddress>::type() {
  static constexpr Field kFields[] = {
      field<&IPAddress::metadata, IPAddress>("metadata", 1),
      field<&IPAddress::spec>("spec", 2, {.required = true}),
  };
  static const Type kType =
      withTypeMeta(structType<IPAddress>("IPAddress", "io.k8s.api.networking.v1.IPAddress", kFields, ""));
  return kType;
}

template <>
const Kind& kindOf<IPAddress>() {
  static constexpr std::string_view kShortNames[] = {"ip"};
  static const Kind kKind = [] {
    Kind k;
    k.group = "networking.k8s.io";
    k.version = "v1";
    k.kind = "IPAddress";
    k.list = "IPAddressList";
    k.plural = "ipaddresses";
    k.singular = "ipaddress";
    k.shortNames = kShortNames;
    k.namespaced = false;
    k.strictFieldLabels = true;
    k.type = &typeOf<IPAddress>;
    k.make = &makeObject<IPAddress>;
    k.clone = &cloneObject<IPAddress>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<IPAddress>();
    k.selectableFields = ipAddressSelectableFields();
    k.rules = ipAddressRules();
    k.table = ipAddressTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
