// Rows of meta/options.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/meta/options.h"

namespace seamark::api {

const Type& Schema<Preconditions>::type() {
  static constexpr Field kFields[] = {
      field<&Preconditions::uid>("uid", 1, {.goType = "types.UID", .doc = "The uid that it must have."}),
      field<&Preconditions::resourceVersion>("resourceVersion", 2, {.doc = "The version that it must have."}),
  };
  static const Type kType =
      structType<Preconditions>("Preconditions", "io.k8s.apimachinery.pkg.apis.meta.v1.Preconditions",
                                kFields, "What must hold for an object to be deleted.");
  return kType;
}

const Type& Schema<DeleteOptions>::type() {
  static constexpr Field kFields[] = {
      field<&DeleteOptions::gracePeriodSeconds>("gracePeriodSeconds", 1,
                                                {.doc = "Seconds that the object has to end; 0 is at once."}),
      field<&DeleteOptions::preconditions>("preconditions", 2, {.doc = "Delete only when these hold."}),
      field<&DeleteOptions::orphanDependents>("orphanDependents", 3,
                                              {.doc = "Superseded by propagationPolicy."}),
      field<&DeleteOptions::propagationPolicy>(
          "propagationPolicy", 4,
          {.goType = "v1.DeletionPropagation",
           .doc = "Orphan, Background or Foreground: what becomes of dependents."}),
      field<&DeleteOptions::dryRun>(
          "dryRun", 5, {.merge = Merge::Atomic, .doc = "All: try everything and store nothing."}),
      field<&DeleteOptions::ignoreStoreReadErrorWithClusterBreakingPotential>(
          "ignoreStoreReadErrorWithClusterBreakingPotential", 6,
          {.doc = "Delete even an object that can no longer be read from the store."}),
  };
  static const Type kType = withTypeMeta(
      structType<DeleteOptions>("DeleteOptions", "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions",
                                kFields, "How to delete an object."));
  return kType;
}

}  // namespace seamark::api
