// The rules of Role.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules roleRules() {
  return {};
}

std::span<const SelectableField> roleSelectableFields() {
  return {};
}

}  // namespace seamark::api
