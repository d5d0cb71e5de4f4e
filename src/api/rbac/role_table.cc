// The columns of Role.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec roleTable() {
  return {};
}

}  // namespace seamark::api
