// networking.k8s.io/v1 IPAddress.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// The object that uses an IP.
struct ParentReference {
  std::string group;
  std::string resource;
  std::string namespace_;
  std::string name;
  bool operator==(const ParentReference&) const = default;
};

// Who uses an IP.
struct IPAddressSpec {
  std::optional<ParentReference> parentRef;
  bool operator==(const IPAddressSpec&) const = default;
};

// A cluster IP that is taken; its name is the address.
struct IPAddress : Object {
  IPAddressSpec spec;
  bool operator==(const IPAddress&) const = default;
};

template <>
struct Schema<ParentReference> {
  static const Type& type();
};
template <>
struct Schema<IPAddressSpec> {
  static const Type& type();
};
template <>
struct Schema<IPAddress> {
  static const Type& type();
};

template <>
const Kind& kindOf<IPAddress>();

}  // namespace seamark::api
