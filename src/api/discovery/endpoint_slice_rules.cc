// The rules of EndpointSlice.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules endpointSliceRules() {
  return {};
}

std::span<const SelectableField> endpointSliceSelectableFields() {
  return {};
}

}  // namespace seamark::api
