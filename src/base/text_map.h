// TextMap: a hash map by text that is asked for any text without making a string of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace seamark {

struct TextHash : std::hash<std::string_view> {
  using is_transparent = void;
};

template <class V>
using TextMap = std::unordered_map<std::string, V, TextHash, std::equal_to<>>;

}  // namespace seamark
