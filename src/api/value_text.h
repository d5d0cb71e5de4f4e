// How refused values that are no plain strings are shown in messages: as JSON.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/codec.h"
#include "api/schema.h"

namespace seamark::api {

// `["a","b"]`, `{"name":"x"}`, `"text"`: JSON in the API's order of fields.
template <class T>
std::string shownJson(const T& value) {
  std::string json;
  encodeJson(typeOf<T>(), &value, json);
  return json;
}

// `null` when there is none.
template <class T>
std::string shownJson(const std::optional<T>& value) {
  return value ? shownJson(*value) : "null";
}

}  // namespace seamark::api
