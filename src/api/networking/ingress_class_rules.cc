// The rules of IngressClass.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules ingressClassRules() {
  return {};
}

std::span<const SelectableField> ingressClassSelectableFields() {
  return {};
}

}  // namespace seamark::api
