// The columns of Event.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec eventTable() {
  return {};
}

}  // namespace seamark::api
