// The rules of IPAddress.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules ipAddressRules() {
  return {};
}

std::span<const SelectableField> ipAddressSelectableFields() {
  return {};
}

}  // namespace seamark::api
