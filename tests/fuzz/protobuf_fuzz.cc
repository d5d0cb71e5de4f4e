// Any bytes as a Pod in protobuf: no crash, and what was read survives writing and reading.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "api/codec.h"
#include "api/core/pod.h"
#include "base/assert.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace seamark::api;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)openProtobufEnvelope(bytes);
  (void)decodeListProtobuf(kindOf<Pod>(), bytes);
  Pod pod;
  if (!decodeProtobuf(typeOf<Pod>(), bytes, &pod)) return 0;
  std::string once, twice;
  encodeProtobuf(typeOf<Pod>(), &pod, once);
  Pod again;
  SM_ASSERT(decodeProtobuf(typeOf<Pod>(), once, &again));
  encodeProtobuf(typeOf<Pod>(), &again, twice);
  SM_ASSERT(once == twice);
  return 0;
}
