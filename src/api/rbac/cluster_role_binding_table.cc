// The columns of ClusterRoleBinding.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec clusterRoleBindingTable() {
  return {};
}

}  // namespace seamark::api
