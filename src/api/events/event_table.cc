// The columns of EventsEvent.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec eventsEventTable() {
  return {};
}

}  // namespace seamark::api
