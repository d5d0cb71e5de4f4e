// Keys that stand twice in a YAML mapping: the last one counts, and strict decoding tells.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seamark::apiserver {

// `line 8: key "k" already set in map`, in the order of the text. Empty for what is no YAML. Reads the first
// document.
std::vector<std::string> yamlDuplicates(std::string_view yaml);

}  // namespace seamark::apiserver
