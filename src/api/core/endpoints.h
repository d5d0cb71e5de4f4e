// core/v1 Endpoints.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/core/references.h"
#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// An address behind a Service.
struct EndpointAddress {
  std::string ip;
  std::string hostname;
  std::optional<std::string> nodeName;
  std::optional<ObjectReference> targetRef;
  bool operator==(const EndpointAddress&) const = default;
};

// A port of the addresses of a subset.
struct EndpointPort {
  std::string name;
  int32_t port = 0;
  std::string protocol;
  std::optional<std::string> appProtocol;
  bool operator==(const EndpointPort&) const = default;
};

// Addresses that share ports.
struct EndpointSubset {
  std::vector<EndpointAddress> addresses;
  std::vector<EndpointAddress> notReadyAddresses;
  std::vector<EndpointPort> ports;
  bool operator==(const EndpointSubset&) const = default;
};

// The addresses behind a Service; superseded by EndpointSlice.
struct Endpoints : Object {
  std::vector<EndpointSubset> subsets;
  bool operator==(const Endpoints&) const = default;
};

template <>
struct Schema<EndpointAddress> {
  static const Type& type();
};
template <>
struct Schema<EndpointPort> {
  static const Type& type();
};
template <>
struct Schema<EndpointSubset> {
  static const Type& type();
};
template <>
struct Schema<Endpoints> {
  static const Type& type();
};

template <>
const Kind& kindOf<Endpoints>();

}  // namespace seamark::api
