// Any bytes as YAML: no crash, and the JSON that comes out is JSON that YAML can carry back.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "api/codec.h"
#include "base/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace seamark::api;
  StrictProblems problems;
  const auto json = yamlToJson(std::string_view(reinterpret_cast<const char*>(data), size), &problems);
  if (json) (void)yamlToJson(jsonToYaml(*json));
  return 0;
}
