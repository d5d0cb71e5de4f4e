// The rules of Pod.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules podRules() {
  return {};
}

std::span<const SelectableField> podSelectableFields() {
  return {};
}

}  // namespace seamark::api
