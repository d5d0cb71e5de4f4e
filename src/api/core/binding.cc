// Rows of core/binding.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/binding.h"

namespace seamark::api {

const Type& Schema<Binding>::type() {
  static constexpr Field kFields[] = {
      field<&Binding::metadata, Binding>("metadata", 1,
                                         {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&Binding::target>("target", 2, {.required = true, .doc = "The Node."}),
  };
  static const Type kType = withTypeMeta(
      structType<Binding>("Binding", "io.k8s.api.core.v1.Binding", kFields, "Puts a Pod on a Node."));
  return kType;
}

}  // namespace seamark::api
