// core/v1 ConfigMap.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Settings as text or bytes.
struct ConfigMap : Object {
  std::optional<bool> immutable;
  std::map<std::string, std::string> data;
  std::map<std::string, ByteString> binaryData;
  bool operator==(const ConfigMap&) const = default;
};

template <>
struct Schema<ConfigMap> {
  static const Type& type();
};

template <>
const Kind& kindOf<ConfigMap>();

}  // namespace seamark::api
