// Any bytes as a Pod in JSON: no crash, and what was read can be written and read again unchanged.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "api/codec.h"
#include "api/core/pod.h"
#include "base/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace seamark::api;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)decodeTypeMeta(text);
  Pod pod;
  StrictProblems problems;
  if (!decodeJson(typeOf<Pod>(), text, &pod, &problems)) return 0;
  const std::string once = encodeObject(kindOf<Pod>(), pod);
  Pod again;
  SM_ASSERT(decodeJson(typeOf<Pod>(), once, &again));
  SM_ASSERT(encodeObject(kindOf<Pod>(), again) == once);
  return 0;
}
