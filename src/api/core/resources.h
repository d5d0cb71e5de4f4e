// Compute resources that containers ask for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/schema.h"

namespace seamark::api {

struct ResourceClaim {
  std::string name;
  std::string request;
  bool operator==(const ResourceClaim&) const = default;
};

// Compute resources.
struct ResourceRequirements {
  std::map<std::string, Quantity> limits;
  std::map<std::string, Quantity> requests;
  std::vector<ResourceClaim> claims;
  bool operator==(const ResourceRequirements&) const = default;
};

template <>
struct Schema<ResourceClaim> {
  static const Type& type();
};
template <>
struct Schema<ResourceRequirements> {
  static const Type& type();
};

}  // namespace seamark::api
