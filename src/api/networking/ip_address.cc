// Rows of networking/ip_address.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/networking/ip_address.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<ParentReference>::type() {
  static constexpr Field kFields[] = {
      field<&ParentReference::group>("group", 1, {.doc = "Its API group."}),
      field<&ParentReference::resource>("resource", 2, {.required = true, .doc = "Its resource."}),
      field<&ParentReference::namespace_>("namespace", 3, {.doc = "The namespace of what is referred to."}),
      field<&ParentReference::name>("name", 4, {.required = true, .doc = "Its name."}),
  };
  static const Type kType = structType<ParentReference>(
      "ParentReference", "io.k8s.api.networking.v1.ParentReference", kFields, "The object that uses an IP.");
  return kType;
}

const Type& Schema<IPAddressSpec>::type() {
  static constexpr Field kFields[] = {
      field<&IPAddressSpec::parentRef>("parentRef", 1,
                                       {.required = true, .doc = "The object that uses it; never changes."}),
  };
  static const Type kType = structType<IPAddressSpec>(
      "IPAddressSpec", "io.k8s.api.networking.v1.IPAddressSpec", kFields, "Who uses an IP.");
  return kType;
}

const Type& Schema<IPAddress>::type() {
  static constexpr Field kFields[] = {
      field<&IPAddress::metadata, IPAddress>("metadata", 1,
                                             {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&IPAddress::spec>("spec", 2, {.required = true, .doc = "The desired state."}),
  };
  static const Type kType =
      withTypeMeta(structType<IPAddress>("IPAddress", "io.k8s.api.networking.v1.IPAddress", kFields,
                                         "A cluster IP that is taken; its name is the address."));
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
