// The rules of Lease.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules leaseRules() {
  return {};
}

std::span<const SelectableField> leaseSelectableFields() {
  return {};
}

}  // namespace seamark::api
