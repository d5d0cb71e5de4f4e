// The columns of Service.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec serviceTable() {
  return {};
}

}  // namespace seamark::api
