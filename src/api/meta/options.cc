// Rows of meta/options.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/meta/options.h"

namespace seamark::api {

const Type& Schema<Preconditions>::type() {
  static constexpr Field kFields[] = {
      field<&Preconditions::uid>("uid", 1, {.goType = "types.UID"}),
      field<&Preconditions::resourceVersion>("resourceVersion", 2),
  };
  static const Type kType = structType<Preconditions>(
      "Preconditions", "io.k8s.apimachinery.pkg.apis.meta.v1.Preconditions", kFields, "");
  return kType;
}

const Type& Schema<DeleteOptions>::type() {
  static constexpr Field kFields[] = {
      field<&DeleteOptions::gracePeriodSeconds>("gracePeriodSeconds", 1),
      field<&DeleteOptions::preconditions>("preconditions", 2),
      field<&DeleteOptions::orphanDependents>("orphanDependents", 3),
      field<&DeleteOptions::propagationPolicy>("propagationPolicy", 4, {.goType = "v1.DeletionPropagation"}),
      field<&DeleteOptions::dryRun>("dryRun", 5, {.merge = Merge::Atomic}),
      field<&DeleteOptions::ignoreStoreReadErrorWithClusterBreakingPotential>(
          "ignoreStoreReadErrorWithClusterBreakingPotential", 6),
  };
  static const Type kType = withTypeMeta(structType<DeleteOptions>(
      "DeleteOptions", "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions", kFields, ""));
  return kType;
}

}  // namespace seamark::api
