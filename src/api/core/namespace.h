// core/v1 Namespace.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// What is wanted of a namespace.
struct NamespaceSpec {
  std::vector<std::string> finalizers;
  bool operator==(const NamespaceSpec&) const = default;
};

// Where the deletion of a namespace stands.
struct NamespaceCondition {
  std::string type;
  std::string status;
  Time lastTransitionTime;
  std::string reason;
  std::string message;
  bool operator==(const NamespaceCondition&) const = default;
};

// The state of a namespace.
struct NamespaceStatus {
  std::string phase;
  std::vector<NamespaceCondition> conditions;
  bool operator==(const NamespaceStatus&) const = default;
};

// A scope for names.
struct Namespace : Object {
  NamespaceSpec spec;
  NamespaceStatus status;
  bool operator==(const Namespace&) const = default;
};

template <>
struct Schema<NamespaceSpec> {
  static const Type& type();
};
template <>
struct Schema<NamespaceCondition> {
  static const Type& type();
};
template <>
struct Schema<NamespaceStatus> {
  static const Type& type();
};
template <>
struct Schema<Namespace> {
  static const Type& type();
};

template <>
const Kind& kindOf<Namespace>();

}  // namespace seamark::api
