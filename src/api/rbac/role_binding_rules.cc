// The rules of RoleBinding.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules roleBindingRules() {
  return {};
}

std::span<const SelectableField> roleBindingSelectableFields() {
  return {};
}

}  // namespace seamark::api
