// The columns of EndpointSlice.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec endpointSliceTable() {
  return {};
}

}  // namespace seamark::api
