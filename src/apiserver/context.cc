// RequestContext's look-ups.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/context.h"

namespace seamark::apiserver {

const std::string* RequestContext::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return &value;
  return nullptr;
}

bool RequestContext::flag(std::string_view name) const {
  const std::string* value = parameter(name);
  // Kubernetes' conversion of query strings: everything but an explicit no counts as yes.
  return value && *value != "false" && *value != "False" && *value != "0";
}

}  // namespace seamark::apiserver
