// The rules of Ingress.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules ingressRules() {
  return {};
}

std::span<const SelectableField> ingressSelectableFields() {
  return {};
}

}  // namespace seamark::api
