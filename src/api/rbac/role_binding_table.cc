// The columns of RoleBinding.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec roleBindingTable() {
  return {};
}

}  // namespace seamark::api
