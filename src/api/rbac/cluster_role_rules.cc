// The rules of ClusterRole.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules clusterRoleRules() {
  return {};
}

std::span<const SelectableField> clusterRoleSelectableFields() {
  return {};
}

}  // namespace seamark::api
