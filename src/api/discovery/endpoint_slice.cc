// Rows of discovery/endpoint_slice.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/discovery/endpoint_slice.h"

#include "api/rules.h"

namespace seamark::api {

namespace {

constexpr std::string_view kProtocol[] = {"SCTP", "TCP", "UDP"};
constexpr std::string_view kAddressType[] = {"FQDN"};

}  // namespace

const Type& Schema<EndpointConditions>::type() {
  static constexpr Field kFields[] = {
      field<&EndpointConditions::ready>("ready", 1),
      field<&EndpointConditions::serving>("serving", 2),
      field<&EndpointConditions::terminating>("terminating", 3),
  };
  static const Type kType = structType<EndpointConditions>(
      "EndpointConditions", "io.k8s.api.discovery.v1.EndpointConditions", kFields, "");
  return kType;
}

const Type& Schema<ForZone>::type() {
  static constexpr Field kFields[] = {
      field<&ForZone::name>("name", 1, {.required = true, .keepZero = true}),
  };
  static const Type kType = structType<ForZone>("ForZone", "io.k8s.api.discovery.v1.ForZone", kFields, "");
  return kType;
}

const Type& Schema<ForNode>::type() {
  static constexpr Field kFields[] = {
      field<&ForNode::name>("name", 1, {.required = true, .keepZero = true}),
  };
  static const Type kType = structType<ForNode>("ForNode", "io.k8s.api.discovery.v1.ForNode", kFields, "");
  return kType;
}

const Type& Schema<EndpointHints>::type() {
  static constexpr Field kFields[] = {
      field<&EndpointHints::forZones>("forZones", 1, {.merge = Merge::Atomic}),
      field<&EndpointHints::forNodes>("forNodes", 2, {.merge = Merge::Atomic}),
  };
  static const Type kType =
      structType<EndpointHints>("EndpointHints", "io.k8s.api.discovery.v1.EndpointHints", kFields, "");
  return kType;
}

const Type& Schema<Endpoint>::type() {
  static constexpr Field kFields[] = {
      field<&Endpoint::addresses>("addresses", 1, {.required = true, .keepZero = true, .merge = Merge::Set}),
      field<&Endpoint::conditions>("conditions", 2),
      field<&Endpoint::hostname>("hostname", 3),
      field<&Endpoint::targetRef>("targetRef", 4),
      field<&Endpoint::deprecatedTopology>("deprecatedTopology", 5),
      field<&Endpoint::nodeName>("nodeName", 6),
      field<&Endpoint::zone>("zone", 7),
      field<&Endpoint::hints>("hints", 8),
  };
  static const Type kType = structType<Endpoint>("Endpoint", "io.k8s.api.discovery.v1.Endpoint", kFields, "");
  return kType;
}

const Type& Schema<EndpointSlicePort>::type() {
  static constexpr Field kFields[] = {
      field<&EndpointSlicePort::name>("name", 1),
      field<&EndpointSlicePort::protocol>("protocol", 2, {.enumValues = kProtocol, .goType = "v1.Protocol"}),
      field<&EndpointSlicePort::port>("port", 3),
      field<&EndpointSlicePort::appProtocol>("appProtocol", 4),
  };
  static const Type kType = structType<EndpointSlicePort>(
      "EndpointPort", "io.k8s.api.discovery.v1.EndpointPort", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<EndpointSlice>::type() {
  static constexpr Field kFields[] = {
      field<&EndpointSlice::metadata, EndpointSlice>("metadata", 1),
      field<&EndpointSlice::addressType>(
          "addressType", 4,
          {.required = true, .keepZero = true, .enumValues = kAddressType, .goType = "v1.AddressType"}),
      field<&EndpointSlice::endpoints>("endpoints", 2, {.keepZero = true, .merge = Merge::Atomic}),
      field<&EndpointSlice::ports>("ports", 3, {.keepZero = true, .merge = Merge::Atomic}),
  };
  static const Type kType = withTypeMeta(
      structType<EndpointSlice>("EndpointSlice", "io.k8s.api.discovery.v1.EndpointSlice", kFields, ""));
  return kType;
}

template <>
const Kind& kindOf<EndpointSlice>() {
  static const Kind kKind = [] {
    Kind k;
    k.group = "discovery.k8s.io";
    k.version = "v1";
    k.kind = "EndpointSlice";
    k.list = "EndpointSliceList";
    k.plural = "endpointslices";
    k.singular = "endpointslice";
    k.strictFieldLabels = true;
    k.type = &typeOf<EndpointSlice>;
    k.make = &makeObject<EndpointSlice>;
    k.clone = &cloneObject<EndpointSlice>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<EndpointSlice>();
    k.selectableFields = endpointSliceSelectableFields();
    k.rules = endpointSliceRules();
    k.table = endpointSliceTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
