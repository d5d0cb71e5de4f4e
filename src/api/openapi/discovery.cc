// Discovery documents from the inventory of resources.
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi/discovery.h"

#include "api/codec.h"
#include "api/meta/discovery.h"
#include "api/openapi/aggregated.h"
#include "api/openapi/served.h"

namespace seamark::api {
namespace {

std::vector<std::string> texts(const std::vector<std::string_view>& from) {
  return {from.begin(), from.end()};
}

std::string groupVersion(std::string_view group, std::string_view version) {
  return group.empty() ? std::string(version) : std::string(group) + "/" + std::string(version);
}

template <class T>
DiscoveryDocument document(std::string_view apiVersion, std::string_view kind, const T& value) {
  DiscoveryDocument out{
      .apiVersion = std::string(apiVersion), .kind = std::string(kind), .json = {}, .protobuf = {}};
  std::string body;
  encodeJson(typeOf<T>(), &value, body);
  out.json = "{\"kind\":\"" + out.kind + "\",";
  if (!apiVersion.empty()) out.json += "\"apiVersion\":\"" + out.apiVersion + "\",";
  out.json.append(body, 1);
  encodeProtobuf(typeOf<T>(), &value, out.protobuf);
  return out;
}

APIGroup groupOf(const ServedVersion& served) {
  APIGroup group;
  group.name = served.group;
  group.preferredVersion = {.groupVersion = groupVersion(served.group, served.version),
                            .version = std::string(served.version)};
  group.versions = {group.preferredVersion};
  return group;
}

void appendResources(const ServedResource& resource, std::vector<APIResource>& out) {
  APIResource& row = out.emplace_back();
  row.name = resource.plural;
  row.singularName = resource.singular;
  row.namespaced = resource.namespaced;
  row.kind = resource.kind;
  row.verbs.items = texts(resource.verbs);
  row.shortNames = texts(resource.shortNames);
  row.categories = texts(resource.categories);
  row.storageVersionHash = resource.storageVersionHash;
  for (const ServedSubresource& sub : resource.subresources) {
    APIResource& below = out.emplace_back();
    below.name = std::string(resource.plural) + "/" + std::string(sub.name);
    below.namespaced = resource.namespaced;
    below.group = sub.group;
    below.version = sub.version;
    below.kind = sub.kind;
    below.verbs.items = texts(sub.verbs);
  }
}

APIResourceDiscovery aggregated(const ServedResource& resource) {
  APIResourceDiscovery out;
  out.resource = resource.plural;
  out.responseKind = GroupVersionKind{.group = {}, .version = {}, .kind = std::string(resource.kind)};
  out.scope = resource.namespaced ? "Namespaced" : "Cluster";
  out.singularResource = resource.singular;
  out.verbs = texts(resource.verbs);
  out.shortNames = texts(resource.shortNames);
  out.categories = texts(resource.categories);
  for (const ServedSubresource& sub : resource.subresources) {
    out.subresources.push_back({.subresource = std::string(sub.name),
                                .responseKind = GroupVersionKind{.group = std::string(sub.group),
                                                                 .version = std::string(sub.version),
                                                                 .kind = std::string(sub.kind)},
                                .acceptedTypes = {},
                                .verbs = texts(sub.verbs)});
  }
  return out;
}

}  // namespace

DiscoveryDocument apiVersions(std::string_view serverAddress) {
  APIVersions out;
  out.versions = {"v1"};
  out.serverAddressByClientCIDRs = {{.clientCIDR = "0.0.0.0/0", .serverAddress = std::string(serverAddress)}};
  return document("", "APIVersions", out);
}

DiscoveryDocument apiGroupList() {
  APIGroupList out;
  for (const ServedVersion& served : servedVersions())
    if (!served.group.empty()) out.groups.push_back(groupOf(served));
  return document("v1", "APIGroupList", out);
}

std::optional<DiscoveryDocument> apiGroup(std::string_view group) {
  for (const ServedVersion& served : servedVersions())
    if (!group.empty() && served.group == group) return document("v1", "APIGroup", groupOf(served));
  return std::nullopt;
}

std::optional<DiscoveryDocument> apiResourceList(std::string_view group, std::string_view version) {
  const ServedVersion* served = findServed(group, version);
  if (served == nullptr) return std::nullopt;
  APIResourceList out;
  out.groupVersion = groupVersion(group, version);
  for (const ServedResource& resource : served->resources) appendResources(resource, out.resources);
  return document(group.empty() ? "" : "v1", "APIResourceList", out);
}

DiscoveryDocument aggregatedDiscovery(bool core) {
  APIGroupDiscoveryList out;
  for (const ServedVersion& served : servedVersions()) {
    if (served.group.empty() != core) continue;
    APIGroupDiscovery& group = out.items.emplace_back();
    group.metadata.name = served.group;
    APIVersionDiscovery& version = group.versions.emplace_back();
    version.version = served.version;
    version.freshness = "Current";
    for (const ServedResource& resource : served.resources) version.resources.push_back(aggregated(resource));
  }
  return document("apidiscovery.k8s.io/v2", "APIGroupDiscoveryList", out);
}

std::vector<std::string_view> apiGroups() {
  std::vector<std::string_view> out;
  for (const ServedVersion& served : servedVersions())
    if (!served.group.empty()) out.push_back(served.group);
  return out;
}

}  // namespace seamark::api
