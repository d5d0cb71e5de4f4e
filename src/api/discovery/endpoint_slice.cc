// Rows of discovery/endpoint_slice.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/discovery/endpoint_slice.h"

#include "api/rules.h"

namespace seamark::api {

namespace {

constexpr std::string_view kProtocol[] = {"SCTP", "TCP", "UDP"};
constexpr std::string_view kAddressType[] = {"FQDN", "IPv4", "IPv6"};

}  // namespace

const Type& Schema<EndpointConditions>::type() {
  static constexpr Field kFields[] = {
      field<&EndpointConditions::ready>("ready", 1,
                                        {.doc = "Whether it takes new traffic; unknown counts as yes."}),
      field<&EndpointConditions::serving>("serving", 2, {.doc = "Whether it answers, terminating or not."}),
      field<&EndpointConditions::terminating>("terminating", 3, {.doc = "Whether it is going away."}),
  };
  static const Type kType =
      structType<EndpointConditions>("EndpointConditions", "io.k8s.api.discovery.v1.EndpointConditions",
                                     kFields, "The state of an endpoint.");
  return kType;
}

const Type& Schema<ForZone>::type() {
  static constexpr Field kFields[] = {
      field<&ForZone::name>("name", 1, {.required = true, .keepZero = true, .doc = "The zone's name."}),
  };
  static const Type kType =
      structType<ForZone>("ForZone", "io.k8s.api.discovery.v1.ForZone", kFields, "A zone.");
  return kType;
}

const Type& Schema<ForNode>::type() {
  static constexpr Field kFields[] = {
      field<&ForNode::name>("name", 1, {.required = true, .keepZero = true, .doc = "The node's name."}),
  };
  static const Type kType =
      structType<ForNode>("ForNode", "io.k8s.api.discovery.v1.ForNode", kFields, "A node.");
  return kType;
}

const Type& Schema<EndpointHints>::type() {
  static constexpr Field kFields[] = {
      field<&EndpointHints::forZones>("forZones", 1,
                                      {.merge = Merge::Atomic, .doc = "Clients in these zones."}),
      field<&EndpointHints::forNodes>("forNodes", 2,
                                      {.merge = Merge::Atomic, .doc = "Clients on these nodes."}),
  };
  static const Type kType = structType<EndpointHints>(
      "EndpointHints", "io.k8s.api.discovery.v1.EndpointHints", kFields, "Who should use an endpoint.");
  return kType;
}

const Type& Schema<Endpoint>::type() {
  static constexpr Field kFields[] = {
      field<&Endpoint::addresses>("addresses", 1,
                                  {.required = true,
                                   .keepZero = true,
                                   .merge = Merge::Set,
                                   .doc = "Its addresses; the first is used, all mean the same."}),
      field<&Endpoint::conditions>("conditions", 2, {.doc = "Its state."}),
      field<&Endpoint::hostname>("hostname", 3, {.doc = "Its host name below the Service's."}),
      field<&Endpoint::targetRef>("targetRef", 4, {.doc = "The object that it stands for."}),
      field<&Endpoint::deprecatedTopology>("deprecatedTopology", 5,
                                           {.doc = "Topology of older versions, kept as it came."}),
      field<&Endpoint::nodeName>("nodeName", 6, {.doc = "The node that it is on."}),
      field<&Endpoint::zone>("zone", 7, {.doc = "The zone that it is in."}),
      field<&Endpoint::hints>("hints", 8, {.doc = "Who should use it."}),
  };
  static const Type kType = structType<Endpoint>("Endpoint", "io.k8s.api.discovery.v1.Endpoint", kFields,
                                                 "One backend of a Service.");
  return kType;
}

const Type& Schema<EndpointSlicePort>::type() {
  static constexpr Field kFields[] = {
      field<&EndpointSlicePort::name>("name", 1, {.doc = "The Service's name for the port."}),
      field<&EndpointSlicePort::protocol>(
          "protocol", 2,
          {.enumValues = kProtocol, .goType = "v1.Protocol", .doc = "TCP, UDP or SCTP; TCP when left out."}),
      field<&EndpointSlicePort::port>("port", 3, {.doc = "The number; empty: all ports."}),
      field<&EndpointSlicePort::appProtocol>(
          "appProtocol", 4,
          {.doc = "The protocol spoken on the port, as a hint for proxies (http, kubernetes.io/h2c)."}),
  };
  static const Type kType =
      structType<EndpointSlicePort>("EndpointPort", "io.k8s.api.discovery.v1.EndpointPort", kFields,
                                    "A port of all endpoints of a slice.", Merge::Atomic);
  return kType;
}

const Type& Schema<EndpointSlice>::type() {
  static constexpr Field kFields[] = {
      field<&EndpointSlice::metadata, EndpointSlice>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&EndpointSlice::addressType>("addressType", 4,
                                         {.required = true,
                                          .keepZero = true,
                                          .enumValues = kAddressType,
                                          .goType = "v1.AddressType",
                                          .doc = "IPv4, IPv6 or FQDN; never changes."}),
      field<&EndpointSlice::endpoints>(
          "endpoints", 2, {.keepZero = true, .merge = Merge::Atomic, .doc = "The backends, up to 1000."}),
      field<&EndpointSlice::ports>(
          "ports", 3,
          {.keepZero = true, .merge = Merge::Atomic, .doc = "Ports that every backend has, up to 100."}),
  };
  static const Type kType =
      withTypeMeta(structType<EndpointSlice>("EndpointSlice", "io.k8s.api.discovery.v1.EndpointSlice",
                                             kFields, "A part of the backends of a Service."));
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
