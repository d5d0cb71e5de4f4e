// References from one core object to another.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/schema.h"

namespace seamark::api {

// Points at an object, or a part of one.
struct ObjectReference {
  std::string kind;
  std::string namespace_;
  std::string name;
  std::string uid;
  std::string apiVersion;
  std::string resourceVersion;
  std::string fieldPath;
  bool operator==(const ObjectReference&) const = default;
};

// Points at an object in the same namespace.
struct LocalObjectReference {
  std::string name;
  bool operator==(const LocalObjectReference&) const = default;
};

// Points at an object of any kind in the same namespace.
struct TypedLocalObjectReference {
  std::optional<std::string> apiGroup;
  std::string kind;
  std::string name;
  bool operator==(const TypedLocalObjectReference&) const = default;
};

// Points at an object of any kind.
struct TypedObjectReference {
  std::optional<std::string> apiGroup;
  std::string kind;
  std::string name;
  std::optional<std::string> namespace_;
  bool operator==(const TypedObjectReference&) const = default;
};

template <>
struct Schema<ObjectReference> {
  static const Type& type();
};
template <>
struct Schema<LocalObjectReference> {
  static const Type& type();
};
template <>
struct Schema<TypedLocalObjectReference> {
  static const Type& type();
};
template <>
struct Schema<TypedObjectReference> {
  static const Type& type();
};

}  // namespace seamark::api
