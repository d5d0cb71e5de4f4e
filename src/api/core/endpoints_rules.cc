// The rules of Endpoints.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules endpointsRules() {
  return {};
}

std::span<const SelectableField> endpointsSelectableFields() {
  return {};
}

}  // namespace seamark::api
