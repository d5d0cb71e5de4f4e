// The rules of Service.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules serviceRules() {
  return {};
}

std::span<const SelectableField> serviceSelectableFields() {
  return {};
}

}  // namespace seamark::api
