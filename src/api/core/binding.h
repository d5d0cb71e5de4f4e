// core/v1 Binding: a Pod is bound to a Node by creating one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/references.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Puts a Pod on a Node.
struct Binding : Object {
  ObjectReference target;
  bool operator==(const Binding&) const = default;
};

template <>
struct Schema<Binding> {
  static const Type& type();
};

}  // namespace seamark::api
