// The columns of Endpoints.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec endpointsTable() {
  return {};
}

}  // namespace seamark::api
