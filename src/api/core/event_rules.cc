// The rules of Event.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules eventRules() {
  return {};
}

std::span<const SelectableField> eventSelectableFields() {
  return {};
}

}  // namespace seamark::api
