// Rows of meta/partial.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/meta/partial.h"

namespace seamark::api {

const Type& Schema<PartialObjectMetadata>::type() {
  static constexpr Field kFields[] = {
      field<&PartialObjectMetadata::metadata, PartialObjectMetadata>("metadata", 1),
  };
  static const Type kType = withTypeMeta(structType<PartialObjectMetadata>(
      "PartialObjectMetadata", "io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata", kFields, ""));
  return kType;
}

}  // namespace seamark::api
