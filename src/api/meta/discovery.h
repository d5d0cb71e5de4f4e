// What /api and /apis answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// The server's address for clients of one network.
struct ServerAddressByClientCIDR {
  std::string clientCIDR;
  std::string serverAddress;
  bool operator==(const ServerAddressByClientCIDR&) const = default;
};

// One version of a group.
struct GroupVersionForDiscovery {
  std::string groupVersion;
  std::string version;
  bool operator==(const GroupVersionForDiscovery&) const = default;
};

// An API group and its versions.
struct APIGroup {
  std::string name;
  std::vector<GroupVersionForDiscovery> versions;
  GroupVersionForDiscovery preferredVersion;
  std::vector<ServerAddressByClientCIDR> serverAddressByClientCIDRs;
  bool operator==(const APIGroup&) const = default;
};

// All API groups.
struct APIGroupList {
  std::vector<APIGroup> groups;
  bool operator==(const APIGroupList&) const = default;
};

// The versions of the core group.
struct APIVersions {
  std::vector<std::string> versions;
  std::vector<ServerAddressByClientCIDR> serverAddressByClientCIDRs;
  bool operator==(const APIVersions&) const = default;
};

// One resource of a group.
struct APIResource {
  std::string name;
  std::string singularName;
  bool namespaced = false;
  std::string group;
  std::string version;
  std::string kind;
  StringItems verbs;
  std::vector<std::string> shortNames;
  std::vector<std::string> categories;
  std::string storageVersionHash;
  bool operator==(const APIResource&) const = default;
};

// The resources of one version of a group.
struct APIResourceList {
  std::string groupVersion;
  std::vector<APIResource> resources;
  bool operator==(const APIResourceList&) const = default;
};

template <>
struct Schema<ServerAddressByClientCIDR> {
  static const Type& type();
};
template <>
struct Schema<GroupVersionForDiscovery> {
  static const Type& type();
};
template <>
struct Schema<APIGroup> {
  static const Type& type();
};
template <>
struct Schema<APIGroupList> {
  static const Type& type();
};
template <>
struct Schema<APIVersions> {
  static const Type& type();
};
template <>
struct Schema<APIResource> {
  static const Type& type();
};
template <>
struct Schema<APIResourceList> {
  static const Type& type();
};

}  // namespace seamark::api
