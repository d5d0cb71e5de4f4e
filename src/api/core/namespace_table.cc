// The columns of Namespace.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec namespaceTable() {
  return {};
}

}  // namespace seamark::api
