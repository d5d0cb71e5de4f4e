// networking.k8s.io/v1 IngressClass.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Points at settings of an IngressClass.
struct IngressClassParametersReference {
  std::optional<std::string> apiGroup;
  std::string kind;
  std::string name;
  std::optional<std::string> scope;
  std::optional<std::string> namespace_;
  bool operator==(const IngressClassParametersReference&) const = default;
};

// Who serves a class of Ingresses.
struct IngressClassSpec {
  std::string controller;
  std::optional<IngressClassParametersReference> parameters;
  bool operator==(const IngressClassSpec&) const = default;
};

// A class of Ingresses.
struct IngressClass : Object {
  IngressClassSpec spec;
  bool operator==(const IngressClass&) const = default;
};

template <>
struct Schema<IngressClassParametersReference> {
  static const Type& type();
};
template <>
struct Schema<IngressClassSpec> {
  static const Type& type();
};
template <>
struct Schema<IngressClass> {
  static const Type& type();
};

template <>
const Kind& kindOf<IngressClass>();

}  // namespace seamark::api
