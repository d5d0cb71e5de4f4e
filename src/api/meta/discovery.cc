// Rows of meta/discovery.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/meta/discovery.h"

namespace seamark::api {

const Type& Schema<ServerAddressByClientCIDR>::type() {
  static constexpr Field kFields[] = {
      field<&ServerAddressByClientCIDR::clientCIDR>(
          "clientCIDR", 1, {.required = true, .keepZero = true, .doc = "The clients' network."}),
      field<&ServerAddressByClientCIDR::serverAddress>(
          "serverAddress", 2,
          {.required = true, .keepZero = true, .doc = "The address for them, host:port."}),
  };
  static const Type kType = structType<ServerAddressByClientCIDR>(
      "ServerAddressByClientCIDR", "io.k8s.apimachinery.pkg.apis.meta.v1.ServerAddressByClientCIDR", kFields,
      "The server's address for clients of one network.");
  return kType;
}

const Type& Schema<GroupVersionForDiscovery>::type() {
  static constexpr Field kFields[] = {
      field<&GroupVersionForDiscovery::groupVersion>(
          "groupVersion", 1,
          {.required = true, .keepZero = true, .doc = "Group and version, as in apiVersion."}),
      field<&GroupVersionForDiscovery::version>(
          "version", 2, {.required = true, .keepZero = true, .doc = "The version alone."}),
  };
  static const Type kType = structType<GroupVersionForDiscovery>(
      "GroupVersionForDiscovery", "io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionForDiscovery", kFields,
      "One version of a group.");
  return kType;
}

const Type& Schema<APIGroup>::type() {
  static constexpr Field kFields[] = {
      field<&APIGroup::name>("name", 1, {.required = true, .keepZero = true, .doc = "The group."}),
      field<&APIGroup::versions>("versions", 2,
                                 {.required = true,
                                  .keepZero = true,
                                  .merge = Merge::Atomic,
                                  .doc = "The versions that are served."}),
      field<&APIGroup::preferredVersion>("preferredVersion", 3,
                                         {.doc = "The version to use when there is a choice."}),
      field<&APIGroup::serverAddressByClientCIDRs>(
          "serverAddressByClientCIDRs", 4,
          {.merge = Merge::Atomic, .doc = "Where clients reach the server."}),
  };
  static const Type kType =
      withTypeMeta(structType<APIGroup>("APIGroup", "io.k8s.apimachinery.pkg.apis.meta.v1.APIGroup", kFields,
                                        "An API group and its versions."));
  return kType;
}

const Type& Schema<APIGroupList>::type() {
  static constexpr Field kFields[] = {
      field<&APIGroupList::groups>(
          "groups", 1, {.required = true, .keepZero = true, .merge = Merge::Atomic, .doc = "The groups."}),
  };
  static const Type kType = withTypeMeta(structType<APIGroupList>(
      "APIGroupList", "io.k8s.apimachinery.pkg.apis.meta.v1.APIGroupList", kFields, "All API groups."));
  return kType;
}

const Type& Schema<APIVersions>::type() {
  static constexpr Field kFields[] = {
      field<&APIVersions::versions>(
          "versions", 1,
          {.required = true, .keepZero = true, .merge = Merge::Atomic, .doc = "The versions."}),
      field<&APIVersions::serverAddressByClientCIDRs>("serverAddressByClientCIDRs", 2,
                                                      {.required = true,
                                                       .keepZero = true,
                                                       .merge = Merge::Atomic,
                                                       .doc = "Where clients reach the server."}),
  };
  static const Type kType =
      withTypeMeta(structType<APIVersions>("APIVersions", "io.k8s.apimachinery.pkg.apis.meta.v1.APIVersions",
                                           kFields, "The versions of the core group."));
  return kType;
}

const Type& Schema<APIResource>::type() {
  static constexpr Field kFields[] = {
      field<&APIResource::name>(
          "name", 1,
          {.required = true, .keepZero = true, .doc = "Its plural, with a subresource after a slash."}),
      field<&APIResource::singularName>("singularName", 6,
                                        {.required = true, .keepZero = true, .doc = "Its singular."}),
      field<&APIResource::namespaced>(
          "namespaced", 2,
          {.required = true, .keepZero = true, .doc = "Whether its objects live in namespaces."}),
      field<&APIResource::group>("group", 8, {.doc = "The group of its kind, when another."}),
      field<&APIResource::version>("version", 9, {.doc = "The version of its kind, when another."}),
      field<&APIResource::kind>("kind", 3, {.required = true, .keepZero = true, .doc = "Its kind."}),
      field<&APIResource::verbs>(
          "verbs", 4,
          {.required = true, .keepZero = true, .goType = "v1.Verbs", .doc = "What can be done with it."}),
      field<&APIResource::shortNames>("shortNames", 5, {.merge = Merge::Atomic, .doc = "Names to type."}),
      field<&APIResource::categories>(
          "categories", 7,
          {.merge = Merge::Atomic, .doc = "Lists of resources that it belongs to, such as all."}),
      field<&APIResource::storageVersionHash>(
          "storageVersionHash", 10, {.doc = "A hash that changes with the version that is stored."}),
  };
  static const Type kType = structType<APIResource>(
      "APIResource", "io.k8s.apimachinery.pkg.apis.meta.v1.APIResource", kFields, "One resource of a group.");
  return kType;
}

const Type& Schema<APIResourceList>::type() {
  static constexpr Field kFields[] = {
      field<&APIResourceList::groupVersion>(
          "groupVersion", 1, {.required = true, .keepZero = true, .doc = "The group and version."}),
      field<&APIResourceList::resources>(
          "resources", 2,
          {.required = true, .keepZero = true, .merge = Merge::Atomic, .doc = "The resources."}),
  };
  static const Type kType = withTypeMeta(
      structType<APIResourceList>("APIResourceList", "io.k8s.apimachinery.pkg.apis.meta.v1.APIResourceList",
                                  kFields, "The resources of one version of a group."));
  return kType;
}

}  // namespace seamark::api
