// The columns of Node.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec nodeTable() {
  return {};
}

}  // namespace seamark::api
