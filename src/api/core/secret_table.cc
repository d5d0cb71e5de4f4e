// The columns of Secret.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec secretTable() {
  return {};
}

}  // namespace seamark::api
