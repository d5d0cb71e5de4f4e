// apidiscovery.k8s.io/v2: all groups, versions and resources in one answer. Internal to openapi.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

struct GroupVersionKind {
  std::string group;
  std::string version;
  std::string kind;
  bool operator==(const GroupVersionKind&) const = default;
};

struct APISubresourceDiscovery {
  std::string subresource;
  std::optional<GroupVersionKind> responseKind;
  std::vector<GroupVersionKind> acceptedTypes;
  std::vector<std::string> verbs;
  bool operator==(const APISubresourceDiscovery&) const = default;
};

struct APIResourceDiscovery {
  std::string resource;
  std::optional<GroupVersionKind> responseKind;
  std::string scope;
  std::string singularResource;
  std::vector<std::string> verbs;
  std::vector<std::string> shortNames;
  std::vector<std::string> categories;
  std::vector<APISubresourceDiscovery> subresources;
  bool operator==(const APIResourceDiscovery&) const = default;
};

struct APIVersionDiscovery {
  std::string version;
  std::vector<APIResourceDiscovery> resources;
  std::string freshness;
  bool operator==(const APIVersionDiscovery&) const = default;
};

struct APIGroupDiscovery {
  ObjectMeta metadata;
  std::vector<APIVersionDiscovery> versions;
  bool operator==(const APIGroupDiscovery&) const = default;
};

struct APIGroupDiscoveryList {
  ListMeta metadata;
  std::vector<APIGroupDiscovery> items;
  bool operator==(const APIGroupDiscoveryList&) const = default;
};

template <>
struct Schema<GroupVersionKind> {
  static const Type& type();
};
template <>
struct Schema<APISubresourceDiscovery> {
  static const Type& type();
};
template <>
struct Schema<APIResourceDiscovery> {
  static const Type& type();
};
template <>
struct Schema<APIVersionDiscovery> {
  static const Type& type();
};
template <>
struct Schema<APIGroupDiscovery> {
  static const Type& type();
};
template <>
struct Schema<APIGroupDiscoveryList> {
  static const Type& type();
};

}  // namespace seamark::api
