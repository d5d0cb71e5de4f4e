// The columns of IngressClass.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec ingressClassTable() {
  return {};
}

}  // namespace seamark::api
