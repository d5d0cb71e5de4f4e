// Any bytes, in pieces of any size, at the server's HTTP/2 engine, behind a good preface: no crash, and
// whatever it says ends.
// SPDX-License-Identifier: Apache-2.0
#include "http_engine_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr std::string_view kPreface("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);
  seamark::net::feedEngine(seamark::net::makeHttp2Engine, kPreface, data, size);
  return 0;
}
