// The columns of ClusterRole.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec clusterRoleTable() {
  return {};
}

}  // namespace seamark::api
