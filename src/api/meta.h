// meta/v1: the part that every object has, and Object, what the server stores and clients read.
// Source of fields and numbers: Kubernetes' meta/v1 API.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/schema.h"

namespace seamark::api {

struct OwnerReference {
  std::string apiVersion;
  std::string kind;
  std::string name;
  std::string uid;
  std::optional<bool> controller;
  std::optional<bool> blockOwnerDeletion;
  bool operator==(const OwnerReference&) const = default;
};

struct ManagedFieldsEntry {
  std::string manager;
  std::string operation;  // Apply, Update
  std::string apiVersion;
  std::optional<Time> time;
  std::string fieldsType;
  std::optional<RawJson> fieldsV1;
  std::string subresource;
  bool operator==(const ManagedFieldsEntry&) const = default;
};

struct ObjectMeta {
  std::string name;
  std::string generateName;
  std::string namespace_;
  std::string selfLink;
  std::string uid;
  std::string resourceVersion;
  int64_t generation = 0;
  Time creationTimestamp;
  std::optional<Time> deletionTimestamp;
  std::optional<int64_t> deletionGracePeriodSeconds;
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;
  std::vector<OwnerReference> ownerReferences;
  std::vector<std::string> finalizers;
  std::vector<ManagedFieldsEntry> managedFields;
  bool operator==(const ObjectMeta&) const = default;
};

// Which part of a collection a sharded list or watch holds.
struct ShardInfo {
  std::string selector;
  bool operator==(const ShardInfo&) const = default;
};

struct ListMeta {
  std::string selfLink;
  std::string resourceVersion;
  std::string continue_;
  std::optional<int64_t> remainingItemCount;
  std::optional<ShardInfo> shardInfo;
  bool operator==(const ListMeta&) const = default;
};

// metav1.Condition, as Service and ServiceCIDR carry it.
struct Condition {
  std::string type;
  std::string status;
  int64_t observedGeneration = 0;
  Time lastTransitionTime;
  std::string reason;
  std::string message;
  bool operator==(const Condition&) const = default;
};

// A list of strings that is a message of its own in protobuf: metav1.Verbs, ExtraValue.
struct StringItems {
  std::vector<std::string> items;
  bool operator==(const StringItems&) const = default;
};

// The base of every kind's struct. Erased objects are shared_ptr<const Object> with the Kind said beside them
// (api/kind.h); `as<Service>(object)` goes back. Not polymorphic: kinds are plain values.
struct Object {
  ObjectMeta metadata;
  bool operator==(const Object&) const = default;
};

using ObjectPtr = std::shared_ptr<const Object>;

// The caller knows the kind: `object` was made as a T.
template <class T>
const T& as(const Object& object) {
  return static_cast<const T&>(object);
}
template <class T>
T& as(Object& object) {
  return static_cast<T&>(object);
}

template <>
struct Schema<OwnerReference> {
  static const Type& type();
};
template <>
struct Schema<ManagedFieldsEntry> {
  static const Type& type();
};
template <>
struct Schema<ObjectMeta> {
  static const Type& type();
};
template <>
struct Schema<StringItems> {
  static const Type& type();
};
template <>
struct Schema<ShardInfo> {
  static const Type& type();
};
template <>
struct Schema<ListMeta> {
  static const Type& type();
};
template <>
struct Schema<Condition> {
  static const Type& type();
};

}  // namespace seamark::api
