// The rules of Secret.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules secretRules() {
  return {};
}

std::span<const SelectableField> secretSelectableFields() {
  return {};
}

}  // namespace seamark::api
