// coordination.k8s.io/v1 Lease.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Who holds a lease, and until when.
struct LeaseSpec {
  std::optional<std::string> holderIdentity;
  std::optional<int32_t> leaseDurationSeconds;
  std::optional<MicroTime> acquireTime;
  std::optional<MicroTime> renewTime;
  std::optional<int32_t> leaseTransitions;
  std::optional<std::string> strategy;
  std::optional<std::string> preferredHolder;
  bool operator==(const LeaseSpec&) const = default;
};

// A claim that must be renewed: leader election, heartbeats.
struct Lease : Object {
  LeaseSpec spec;
  bool operator==(const Lease&) const = default;
};

template <>
struct Schema<LeaseSpec> {
  static const Type& type();
};
template <>
struct Schema<Lease> {
  static const Type& type();
};

template <>
const Kind& kindOf<Lease>();

}  // namespace seamark::api
