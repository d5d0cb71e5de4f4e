// The columns of ConfigMap.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec configMapTable() {
  return {};
}

}  // namespace seamark::api
