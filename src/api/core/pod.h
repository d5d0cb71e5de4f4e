// core/v1 Pod.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod_spec.h"
#include "api/core/pod_status.h"
#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Containers that run together on a node.
struct Pod : Object {
  PodSpec spec;
  PodStatus status;
  bool operator==(const Pod&) const = default;
};

template <>
struct Schema<Pod> {
  static const Type& type();
};

template <>
const Kind& kindOf<Pod>();

}  // namespace seamark::api
