// Fuzzes label and field selectors: whatever the text, parsing ends, and what is parsed can be matched.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/core/service.h"
#include "api/kinds.h"
#include "api/selector.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace seamark::api;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const Service kService = [] {
    Service service;
    service.metadata.name = "web";
    service.metadata.labels = {{"app", "web"}, {"n", "5"}};
    return service;
  }();
  if (const auto selector = LabelSelector::parse(text)) selector->matches(kService.metadata.labels);
  if (const auto selector = FieldSelector::parse(text, kindOf<Service>())) selector->matches(kService);
  return 0;
}
