// Rows of networking/service_cidr.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/networking/service_cidr.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<ServiceCIDRSpec>::type() {
  static constexpr Field kFields[] = {
      field<&ServiceCIDRSpec::cidrs>(
          "cidrs", 1, {.merge = Merge::Atomic, .doc = "One or two networks, one a family; never change."}),
  };
  static const Type kType = structType<ServiceCIDRSpec>(
      "ServiceCIDRSpec", "io.k8s.api.networking.v1.ServiceCIDRSpec", kFields, "Networks for cluster IPs.");
  return kType;
}

const Type& Schema<ServiceCIDRStatus>::type() {
  static constexpr Field kFields[] = {
      field<&ServiceCIDRStatus::conditions>("conditions", 1,
                                            {.merge = Merge::Map,
                                             .listMapKeys = "type",
                                             .patchMergeKey = "type",
                                             .patchStrategy = "merge",
                                             .doc = "Its state, one condition an aspect."}),
  };
  static const Type kType =
      structType<ServiceCIDRStatus>("ServiceCIDRStatus", "io.k8s.api.networking.v1.ServiceCIDRStatus",
                                    kFields, "The state of a ServiceCIDR.");
  return kType;
}

const Type& Schema<ServiceCIDR>::type() {
  static constexpr Field kFields[] = {
      field<&ServiceCIDR::metadata, ServiceCIDR>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&ServiceCIDR::spec>("spec", 2, {.doc = "The desired state."}),
      field<&ServiceCIDR::status>("status", 3, {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType =
      withTypeMeta(structType<ServiceCIDR>("ServiceCIDR", "io.k8s.api.networking.v1.ServiceCIDR", kFields,
                                           "Networks that cluster IPs are taken from."));
  return kType;
}

template <>
const Kind& kindOf<ServiceCIDR>() {
  static constexpr std::string_view kStatusVerbs[] = {"get", "patch", "update"};
  static constexpr Subresource kSubresources[] = {
      {.name = "status",
       .responseGroup = "",
       .responseVersion = "",
       .responseKind = "ServiceCIDR",
       .verbs = kStatusVerbs},
  };
  static const Kind kKind = [] {
    Kind k;
    k.group = "networking.k8s.io";
    k.version = "v1";
    k.kind = "ServiceCIDR";
    k.list = "ServiceCIDRList";
    k.plural = "servicecidrs";
    k.singular = "servicecidr";
    k.namespaced = false;
    k.strictFieldLabels = true;
    k.type = &typeOf<ServiceCIDR>;
    k.make = &makeObject<ServiceCIDR>;
    k.clone = &cloneObject<ServiceCIDR>;
    k.verbs = kAllVerbs;
    k.subresources = kSubresources;
    k.index = AllKinds::indexOf<ServiceCIDR>();
    k.selectableFields = serviceCIDRSelectableFields();
    k.rules = serviceCIDRRules();
    k.table = serviceCIDRTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
