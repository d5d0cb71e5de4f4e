// The rules of ServiceAccount: nothing beyond its metadata.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules serviceAccountRules() {
  return {.deleteReturnsObject = true};
}

std::span<const SelectableField> serviceAccountSelectableFields() {
  return {};
}

}  // namespace seamark::api
