// What /api and /apis answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

struct ServerAddressByClientCIDR {
  std::string clientCIDR;
  std::string serverAddress;
  bool operator==(const ServerAddressByClientCIDR&) const = default;
};

struct GroupVersionForDiscovery {
  std::string groupVersion;
  std::string version;
  bool operator==(const GroupVersionForDiscovery&) const = default;
};

struct APIGroup {
  std::string name;
  std::vector<GroupVersionForDiscovery> versions;
  GroupVersionForDiscovery preferredVersion;
  std::vector<ServerAddressByClientCIDR> serverAddressByClientCIDRs;
  bool operator==(const APIGroup&) const = default;
};

struct APIGroupList {
  std::vector<APIGroup> groups;
  bool operator==(const APIGroupList&) const = default;
};

struct APIVersions {
  std::vector<std::string> versions;
  std::vector<ServerAddressByClientCIDR> serverAddressByClientCIDRs;
  bool operator==(const APIVersions&) const = default;
};

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
