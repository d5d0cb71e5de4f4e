// Any bytes, in pieces of any size, at the server's HTTP/1.1 engine: no crash, and whatever it says ends.
// SPDX-License-Identifier: Apache-2.0
#include "http_engine_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  seamark::net::feedEngine(seamark::net::makeHttp1Engine, {}, data, size);
  return 0;
}
