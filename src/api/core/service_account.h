// core/v1 ServiceAccount.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "api/core/references.h"
#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Who the programs of a Pod are.
struct ServiceAccount : Object {
  std::vector<ObjectReference> secrets;
  std::vector<LocalObjectReference> imagePullSecrets;
  std::optional<bool> automountServiceAccountToken;
  bool operator==(const ServiceAccount&) const = default;
};

template <>
struct Schema<ServiceAccount> {
  static const Type& type();
};

template <>
const Kind& kindOf<ServiceAccount>();

}  // namespace seamark::api
