// The rules of ServiceCIDR.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules serviceCIDRRules() {
  return {};
}

std::span<const SelectableField> serviceCIDRSelectableFields() {
  return {};
}

}  // namespace seamark::api
