// Rows of policy/eviction.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/policy/eviction.h"

namespace seamark::api {

const Type& Schema<Eviction>::type() {
  static constexpr Field kFields[] = {
      field<&Eviction::metadata, Eviction>("metadata", 1, {.doc = "The Pod's name and namespace."}),
      field<&Eviction::deleteOptions>("deleteOptions", 2, {.doc = "How the Pod is deleted."}),
  };
  static const Type kType = withTypeMeta(structType<Eviction>("Eviction", "io.k8s.api.policy.v1.Eviction",
                                                              kFields, "Asks a Pod to leave its Node."));
  return kType;
}

}  // namespace seamark::api
