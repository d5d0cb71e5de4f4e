// Rows of meta/discovery.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/meta/discovery.h"

namespace seamark::api {

const Type& Schema<ServerAddressByClientCIDR>::type() {
  static constexpr Field kFields[] = {
      field<&ServerAddressByClientCIDR::clientCIDR>("clientCIDR", 1, {.required = true, .keepZero = true}),
      field<&ServerAddressByClientCIDR::serverAddress>("serverAddress", 2,
                                                       {.required = true, .keepZero = true}),
  };
  static const Type kType = structType<ServerAddressByClientCIDR>(
      "ServerAddressByClientCIDR", "io.k8s.apimachinery.pkg.apis.meta.v1.ServerAddressByClientCIDR", kFields,
      "");
  return kType;
}

const Type& Schema<GroupVersionForDiscovery>::type() {
  static constexpr Field kFields[] = {
      field<&GroupVersionForDiscovery::groupVersion>("groupVersion", 1, {.required = true, .keepZero = true}),
      field<&GroupVersionForDiscovery::version>("version", 2, {.required = true, .keepZero = true}),
  };
  static const Type kType = structType<GroupVersionForDiscovery>(
      "GroupVersionForDiscovery", "io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionForDiscovery", kFields,
      "");
  return kType;
}

const Type& Schema<APIGroup>::type() {
  static constexpr Field kFields[] = {
      field<&APIGroup::name>("name", 1, {.required = true, .keepZero = true}),
      field<&APIGroup::versions>("versions", 2, {.required = true, .keepZero = true, .merge = Merge::Atomic}),
      field<&APIGroup::preferredVersion>("preferredVersion", 3),
      field<&APIGroup::serverAddressByClientCIDRs>("serverAddressByClientCIDRs", 4, {.merge = Merge::Atomic}),
  };
  static const Type kType = withTypeMeta(
      structType<APIGroup>("APIGroup", "io.k8s.apimachinery.pkg.apis.meta.v1.APIGroup", kFields, ""));
  return kType;
}

const Type& Schema<APIGroupList>::type() {
  static constexpr Field kFields[] = {
      field<&APIGroupList::groups>("groups", 1, {.required = true, .keepZero = true, .merge = Merge::Atomic}),
  };
  static const Type kType = withTypeMeta(structType<APIGroupList>(
      "APIGroupList", "io.k8s.apimachinery.pkg.apis.meta.v1.APIGroupList", kFields, ""));
  return kType;
}

const Type& Schema<APIVersions>::type() {
  static constexpr Field kFields[] = {
      field<&APIVersions::versions>("versions", 1,
                                    {.required = true, .keepZero = true, .merge = Merge::Atomic}),
      field<&APIVersions::serverAddressByClientCIDRs>(
          "serverAddressByClientCIDRs", 2, {.required = true, .keepZero = true, .merge = Merge::Atomic}),
  };
  static const Type kType = withTypeMeta(structType<APIVersions>(
      "APIVersions", "io.k8s.apimachinery.pkg.apis.meta.v1.APIVersions", kFields, ""));
  return kType;
}

const Type& Schema<APIResource>::type() {
  static constexpr Field kFields[] = {
      field<&APIResource::name>("name", 1, {.required = true, .keepZero = true}),
      field<&APIResource::singularName>("singularName", 6, {.required = true, .keepZero = true}),
      field<&APIResource::namespaced>("namespaced", 2, {.required = true, .keepZero = true}),
      field<&APIResource::group>("group", 8),
      field<&APIResource::version>("version", 9),
      field<&APIResource::kind>("kind", 3, {.required = true, .keepZero = true}),
      field<&APIResource::verbs>("verbs", 4, {.required = true, .keepZero = true, .goType = "v1.Verbs"}),
      field<&APIResource::shortNames>("shortNames", 5, {.merge = Merge::Atomic}),
      field<&APIResource::categories>("categories", 7, {.merge = Merge::Atomic}),
      field<&APIResource::storageVersionHash>("storageVersionHash", 10),
  };
  static const Type kType =
      structType<APIResource>("APIResource", "io.k8s.apimachinery.pkg.apis.meta.v1.APIResource", kFields, "");
  return kType;
}

const Type& Schema<APIResourceList>::type() {
  static constexpr Field kFields[] = {
      field<&APIResourceList::groupVersion>("groupVersion", 1, {.required = true, .keepZero = true}),
      field<&APIResourceList::resources>("resources", 2,
                                         {.required = true, .keepZero = true, .merge = Merge::Atomic}),
  };
  static const Type kType = withTypeMeta(structType<APIResourceList>(
      "APIResourceList", "io.k8s.apimachinery.pkg.apis.meta.v1.APIResourceList", kFields, ""));
  return kType;
}

}  // namespace seamark::api
