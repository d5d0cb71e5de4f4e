// networking.k8s.io/v1 ServiceCIDR.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Networks for cluster IPs.
struct ServiceCIDRSpec {
  std::vector<std::string> cidrs;
  bool operator==(const ServiceCIDRSpec&) const = default;
};

// The state of a ServiceCIDR.
struct ServiceCIDRStatus {
  std::vector<Condition> conditions;
  bool operator==(const ServiceCIDRStatus&) const = default;
};

// Networks that cluster IPs are taken from.
struct ServiceCIDR : Object {
  ServiceCIDRSpec spec;
  ServiceCIDRStatus status;
  bool operator==(const ServiceCIDR&) const = default;
};

template <>
struct Schema<ServiceCIDRSpec> {
  static const Type& type();
};
template <>
struct Schema<ServiceCIDRStatus> {
  static const Type& type();
};
template <>
struct Schema<ServiceCIDR> {
  static const Type& type();
};

template <>
const Kind& kindOf<ServiceCIDR>();

}  // namespace seamark::api
