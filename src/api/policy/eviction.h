// policy/v1 Eviction: a Pod is asked to leave by creating one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "api/meta.h"
#include "api/meta/options.h"
#include "api/schema.h"

namespace seamark::api {

// Asks a Pod to leave its Node.
struct Eviction : Object {
  std::optional<DeleteOptions> deleteOptions;
  bool operator==(const Eviction&) const = default;
};

template <>
struct Schema<Eviction> {
  static const Type& type();
};

}  // namespace seamark::api
