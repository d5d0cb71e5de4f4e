// discovery.k8s.io/v1 EndpointSlice.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/references.h"
#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// The state of an endpoint.
struct EndpointConditions {
  std::optional<bool> ready;
  std::optional<bool> serving;
  std::optional<bool> terminating;
  bool operator==(const EndpointConditions&) const = default;
};

// A zone.
struct ForZone {
  std::string name;
  bool operator==(const ForZone&) const = default;
};

// A node.
struct ForNode {
  std::string name;
  bool operator==(const ForNode&) const = default;
};

// Who should use an endpoint.
struct EndpointHints {
  std::vector<ForZone> forZones;
  std::vector<ForNode> forNodes;
  bool operator==(const EndpointHints&) const = default;
};

// One backend of a Service.
struct Endpoint {
  std::vector<std::string> addresses;
  EndpointConditions conditions;
  std::optional<std::string> hostname;
  std::optional<ObjectReference> targetRef;
  std::map<std::string, std::string> deprecatedTopology;
  std::optional<std::string> nodeName;
  std::optional<std::string> zone;
  std::optional<EndpointHints> hints;
  bool operator==(const Endpoint&) const = default;
};

// A port of all endpoints of a slice.
struct EndpointSlicePort {
  std::optional<std::string> name;
  std::optional<std::string> protocol;
  std::optional<int32_t> port;
  std::optional<std::string> appProtocol;
  bool operator==(const EndpointSlicePort&) const = default;
};

// A part of the backends of a Service.
struct EndpointSlice : Object {
  std::string addressType;
  std::vector<Endpoint> endpoints;
  std::vector<EndpointSlicePort> ports;
  bool operator==(const EndpointSlice&) const = default;
};

template <>
struct Schema<EndpointConditions> {
  static const Type& type();
};
template <>
struct Schema<ForZone> {
  static const Type& type();
};
template <>
struct Schema<ForNode> {
  static const Type& type();
};
template <>
struct Schema<EndpointHints> {
  static const Type& type();
};
template <>
struct Schema<Endpoint> {
  static const Type& type();
};
template <>
struct Schema<EndpointSlicePort> {
  static const Type& type();
};
template <>
struct Schema<EndpointSlice> {
  static const Type& type();
};

template <>
const Kind& kindOf<EndpointSlice>();

}  // namespace seamark::api
