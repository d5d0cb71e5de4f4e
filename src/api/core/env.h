// A container's environment.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/boxed.h"
#include "api/core/references.h"
#include "api/schema.h"

namespace seamark::api {

struct ObjectFieldSelector {
  std::string apiVersion;
  std::string fieldPath;
  bool operator==(const ObjectFieldSelector&) const = default;
};

struct ResourceFieldSelector {
  std::string containerName;
  std::string resource;
  Quantity divisor;
  bool operator==(const ResourceFieldSelector&) const = default;
};

struct ConfigMapKeySelector {
  LocalObjectReference localObjectReference;
  std::string key;
  std::optional<bool> optional;
  bool operator==(const ConfigMapKeySelector&) const = default;
};

struct SecretKeySelector {
  LocalObjectReference localObjectReference;
  std::string key;
  std::optional<bool> optional;
  bool operator==(const SecretKeySelector&) const = default;
};

struct FileKeySelector {
  std::string volumeName;
  std::string path;
  std::string key;
  std::optional<bool> optional;
  bool operator==(const FileKeySelector&) const = default;
};

struct EnvVarSource {
  std::optional<ObjectFieldSelector> fieldRef;
  std::optional<ResourceFieldSelector> resourceFieldRef;
  std::optional<ConfigMapKeySelector> configMapKeyRef;
  std::optional<SecretKeySelector> secretKeyRef;
  std::optional<FileKeySelector> fileKeyRef;
  bool operator==(const EnvVarSource&) const = default;
};

// An environment variable.
struct EnvVar {
  std::string name;
  std::string value;
  Boxed<EnvVarSource> valueFrom;
  bool operator==(const EnvVar&) const = default;
};

struct ConfigMapEnvSource {
  LocalObjectReference localObjectReference;
  std::optional<bool> optional;
  bool operator==(const ConfigMapEnvSource&) const = default;
};

struct SecretEnvSource {
  LocalObjectReference localObjectReference;
  std::optional<bool> optional;
  bool operator==(const SecretEnvSource&) const = default;
};

struct EnvFromSource {
  std::string prefix;
  std::optional<ConfigMapEnvSource> configMapRef;
  std::optional<SecretEnvSource> secretRef;
  bool operator==(const EnvFromSource&) const = default;
};

template <>
struct Schema<ObjectFieldSelector> {
  static const Type& type();
};
template <>
struct Schema<ResourceFieldSelector> {
  static const Type& type();
};
template <>
struct Schema<ConfigMapKeySelector> {
  static const Type& type();
};
template <>
struct Schema<SecretKeySelector> {
  static const Type& type();
};
template <>
struct Schema<FileKeySelector> {
  static const Type& type();
};
template <>
struct Schema<EnvVarSource> {
  static const Type& type();
};
template <>
struct Schema<EnvVar> {
  static const Type& type();
};
template <>
struct Schema<ConfigMapEnvSource> {
  static const Type& type();
};
template <>
struct Schema<SecretEnvSource> {
  static const Type& type();
};
template <>
struct Schema<EnvFromSource> {
  static const Type& type();
};

}  // namespace seamark::api
