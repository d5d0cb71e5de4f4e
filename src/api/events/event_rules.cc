// The rules of EventsEvent.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules eventsEventRules() {
  return {};
}

std::span<const SelectableField> eventsEventSelectableFields() {
  return {};
}

}  // namespace seamark::api
