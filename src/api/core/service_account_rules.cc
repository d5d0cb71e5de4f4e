// The rules of ServiceAccount.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules serviceAccountRules() {
  return {};
}

std::span<const SelectableField> serviceAccountSelectableFields() {
  return {};
}

}  // namespace seamark::api
