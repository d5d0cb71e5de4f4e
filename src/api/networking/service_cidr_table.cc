// The columns of ServiceCIDR.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec serviceCIDRTable() {
  return {};
}

}  // namespace seamark::api
