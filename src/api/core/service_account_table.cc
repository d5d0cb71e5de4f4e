// The columns of ServiceAccount.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec serviceAccountTable() {
  return {};
}

}  // namespace seamark::api
