// core/v1 Secret.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Settings that are to be kept secret.
struct Secret : Object {
  std::optional<bool> immutable;
  std::map<std::string, ByteString> data;
  std::map<std::string, std::string> stringData;
  std::string type;
  bool operator==(const Secret&) const = default;
};

template <>
struct Schema<Secret> {
  static const Type& type();
};

template <>
const Kind& kindOf<Secret>();

}  // namespace seamark::api
