// The columns of Lease.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec leaseTable() {
  return {};
}

}  // namespace seamark::api
