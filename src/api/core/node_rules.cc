// The rules of Node.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules nodeRules() {
  return {};
}

std::span<const SelectableField> nodeSelectableFields() {
  return {};
}

}  // namespace seamark::api
