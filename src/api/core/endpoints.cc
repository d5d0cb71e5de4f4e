// Rows of core/endpoints.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/endpoints.h"

#include "api/rules.h"

namespace seamark::api {

namespace {

constexpr std::string_view kProtocol[] = {"SCTP", "TCP", "UDP"};

}  // namespace

const Type& Schema<EndpointAddress>::type() {
  static constexpr Field kFields[] = {
      field<&EndpointAddress::ip>("ip", 1, {.required = true, .keepZero = true, .doc = "The IP."}),
      field<&EndpointAddress::hostname>("hostname", 3, {.doc = "Its host name below the Service's."}),
      field<&EndpointAddress::nodeName>("nodeName", 4, {.doc = "The node that it is on."}),
      field<&EndpointAddress::targetRef>("targetRef", 2, {.doc = "The object that has the address."}),
  };
  static const Type kType =
      structType<EndpointAddress>("EndpointAddress", "io.k8s.api.core.v1.EndpointAddress", kFields,
                                  "An address behind a Service.", Merge::Atomic);
  return kType;
}

const Type& Schema<EndpointPort>::type() {
  static constexpr Field kFields[] = {
      field<&EndpointPort::name>("name", 1, {.doc = "The Service's name for the port."}),
      field<&EndpointPort::port>("port", 2, {.required = true, .keepZero = true, .doc = "The number."}),
      field<&EndpointPort::protocol>(
          "protocol", 3,
          {.enumValues = kProtocol, .goType = "v1.Protocol", .doc = "TCP, UDP or SCTP; TCP when left out."}),
      field<&EndpointPort::appProtocol>(
          "appProtocol", 4,
          {.doc = "The protocol spoken on the port, as a hint for proxies (http, kubernetes.io/h2c)."}),
  };
  static const Type kType =
      structType<EndpointPort>("EndpointPort", "io.k8s.api.core.v1.EndpointPort", kFields,
                               "A port of the addresses of a subset.", Merge::Atomic);
  return kType;
}

const Type& Schema<EndpointSubset>::type() {
  static constexpr Field kFields[] = {
      field<&EndpointSubset::addresses>("addresses", 1,
                                        {.merge = Merge::Atomic, .doc = "Those that are ready."}),
      field<&EndpointSubset::notReadyAddresses>("notReadyAddresses", 2,
                                                {.merge = Merge::Atomic, .doc = "Those that are not."}),
      field<&EndpointSubset::ports>("ports", 3, {.merge = Merge::Atomic, .doc = "The ports of all of them."}),
  };
  static const Type kType = structType<EndpointSubset>("EndpointSubset", "io.k8s.api.core.v1.EndpointSubset",
                                                       kFields, "Addresses that share ports.");
  return kType;
}

const Type& Schema<Endpoints>::type() {
  static constexpr Field kFields[] = {
      field<&Endpoints::metadata, Endpoints>("metadata", 1,
                                             {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&Endpoints::subsets>(
          "subsets", 2, {.merge = Merge::Atomic, .doc = "The addresses, in groups with the same ports."}),
  };
  static const Type kType =
      withTypeMeta(structType<Endpoints>("Endpoints", "io.k8s.api.core.v1.Endpoints", kFields,
                                         "The addresses behind a Service; superseded by EndpointSlice."));
  return kType;
}

template <>
const Kind& kindOf<Endpoints>() {
  static constexpr std::string_view kShortNames[] = {"ep"};
  static const Kind kKind = [] {
    Kind k;
    k.version = "v1";
    k.kind = "Endpoints";
    k.list = "EndpointsList";
    k.plural = "endpoints";
    k.singular = "endpoints";
    k.shortNames = kShortNames;
    k.strictFieldLabels = true;
    k.deprecationWarning = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
    k.type = &typeOf<Endpoints>;
    k.make = &makeObject<Endpoints>;
    k.clone = &cloneObject<Endpoints>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<Endpoints>();
    k.selectableFields = endpointsSelectableFields();
    k.rules = endpointsRules();
    k.table = endpointsTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
