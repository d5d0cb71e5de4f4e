// The rules of ConfigMap.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules configMapRules() {
  return {};
}

std::span<const SelectableField> configMapSelectableFields() {
  return {};
}

}  // namespace seamark::api
