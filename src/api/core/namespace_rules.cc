// The rules of Namespace.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

Rules namespaceRules() {
  return {};
}

std::span<const SelectableField> namespaceSelectableFields() {
  return {};
}

}  // namespace seamark::api
