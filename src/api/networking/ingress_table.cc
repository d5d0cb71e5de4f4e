// The columns of Ingress.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec ingressTable() {
  return {};
}

}  // namespace seamark::api
