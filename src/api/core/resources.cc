// Rows of core/resources.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/resources.h"

namespace seamark::api {

const Type& Schema<ResourceClaim>::type() {
  static constexpr Field kFields[] = {
      field<&ResourceClaim::name>("name", 1, {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&ResourceClaim::request>("request", 2, {.doc = "The request within the claim."}),
  };
  static const Type kType =
      structType<ResourceClaim>("ResourceClaim", "io.k8s.api.core.v1.ResourceClaim", kFields, "");
  return kType;
}

const Type& Schema<ResourceRequirements>::type() {
  static constexpr Field kFields[] = {
      field<&ResourceRequirements::limits>("limits", 1,
                                           {.goType = "v1.ResourceList", .doc = "The most that it may use."}),
      field<&ResourceRequirements::requests>("requests", 2,
                                             {.goType = "v1.ResourceList", .doc = "What it is sure to get."}),
      field<&ResourceRequirements::claims>(
          "claims", 3, {.merge = Merge::Map, .listMapKeys = "name", .doc = "Devices from the Pod's claims."}),
  };
  static const Type kType = structType<ResourceRequirements>(
      "ResourceRequirements", "io.k8s.api.core.v1.ResourceRequirements", kFields, "Compute resources.");
  return kType;
}

}  // namespace seamark::api
