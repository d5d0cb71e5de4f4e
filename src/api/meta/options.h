// metav1.DeleteOptions, the body of DELETE.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/schema.h"

namespace seamark::api {

// What must hold for an object to be deleted.
struct Preconditions {
  std::optional<std::string> uid;
  std::optional<std::string> resourceVersion;
  bool operator==(const Preconditions&) const = default;
};

// How to delete an object.
struct DeleteOptions {
  std::optional<int64_t> gracePeriodSeconds;
  std::optional<Preconditions> preconditions;
  std::optional<bool> orphanDependents;
  std::optional<std::string> propagationPolicy;
  std::vector<std::string> dryRun;
  std::optional<bool> ignoreStoreReadErrorWithClusterBreakingPotential;
  bool operator==(const DeleteOptions&) const = default;
};

template <>
struct Schema<Preconditions> {
  static const Type& type();
};
template <>
struct Schema<DeleteOptions> {
  static const Type& type();
};

}  // namespace seamark::api
