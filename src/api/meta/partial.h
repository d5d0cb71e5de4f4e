// metav1.PartialObjectMetadata: any object without its spec and status.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Any object reduced to its metadata.
struct PartialObjectMetadata : Object {
  bool operator==(const PartialObjectMetadata&) const = default;
};

template <>
struct Schema<PartialObjectMetadata> {
  static const Type& type();
};

}  // namespace seamark::api
