// The rules of ClusterRoleBinding.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules clusterRoleBindingRules() {
  return {};
}

std::span<const SelectableField> clusterRoleBindingSelectableFields() {
  return {};
}

}  // namespace seamark::api
