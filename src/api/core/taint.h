// Taints of a Node and what a Pod tolerates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/schema.h"

namespace seamark::api {

// Keeps Pods off a node.
struct Taint {
  std::string key;
  std::string value;
  std::string effect;
  std::optional<Time> timeAdded;
  bool operator==(const Taint&) const = default;
};

// A taint that a Pod puts up with.
struct Toleration {
  std::string key;
  std::string operator_;
  std::string value;
  std::string effect;
  std::optional<int64_t> tolerationSeconds;
  bool operator==(const Toleration&) const = default;
};

template <>
struct Schema<Taint> {
  static const Type& type();
};
template <>
struct Schema<Toleration> {
  static const Type& type();
};

}  // namespace seamark::api
