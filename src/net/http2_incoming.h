// What Http2Engine knows of a request while it arrives, and how it counts what comes too often.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"
#include "net/http.h"

namespace seamark::net {

// A request that has not arrived whole.
struct Incoming {
  HttpRequest request;
  size_t headerBytes = 0;      // of all fields that came, as RFC 9113 6.5.2 counts them
  size_t keptHeaderBytes = 0;  // of those in `request`
  bool headersTooLarge = false;
  bool tooMuch = false;  // next to what other requests hold
  bool headersDone = false;
  bool letIn = false;  // the gate wants its body
  SteadyTime since;
  size_t held() const { return keptHeaderBytes + request.body.size(); }
};

// How many of something came in the last minute.
struct MinuteCount {
  SteadyTime start{};
  uint32_t count = 0;
  bool exceeded(SteadyTime now, uint32_t limit) {
    if (now - start > std::chrono::minutes(1)) {
      start = now;
      count = 0;
    }
    return ++count > limit;
  }
};

}  // namespace seamark::net
