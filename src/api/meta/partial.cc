// Rows of meta/partial.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/meta/partial.h"

namespace seamark::api {

const Type& Schema<PartialObjectMetadata>::type() {
  static constexpr Field kFields[] = {
      field<&PartialObjectMetadata::metadata, PartialObjectMetadata>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
  };
  static const Type kType = withTypeMeta(structType<PartialObjectMetadata>(
      "PartialObjectMetadata", "io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata", kFields,
      "Any object reduced to its metadata."));
  return kType;
}

}  // namespace seamark::api
