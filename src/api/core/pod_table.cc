// The columns of Pod.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec podTable() {
  return {};
}

}  // namespace seamark::api
