// ByteProtocol: what a connection feeds. Bytes in, bytes out, no sockets: HTTP engines of both ends are such,
// and can be tested and fuzzed without a network.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "base/clock.h"
#include "base/status.h"

namespace seamark::net {

// Lives on one loop. Nothing here may destroy the protocol from within one of its own calls.
class ByteProtocol {
 public:
  virtual ~ByteProtocol() = default;
  // Takes all of `bytes`.
  virtual void receive(std::string_view bytes) = 0;
  // The peer will send nothing more.
  virtual void endOfInput() = 0;
  // Puts up to `room` bytes to be sent into `buffer`; 0: nothing now.
  virtual size_t produce(char* buffer, size_t room) = 0;
  // Tells whoever waits that his queue is empty now. Called after produce(), outside of it; true when there
  // is more to produce.
  virtual bool notifyDrained() = 0;
  // False: the connection leaves what arrives in the socket until it is true again.
  virtual bool wantsInput() const = 0;
  // The connection is to be closed once produce() gives nothing.
  virtual bool finished() const = 0;
  // The connection is gone. Called once; nothing is called after it.
  virtual void closed(const Status& why) = 0;
  // Called every now and then: enforces the time limits that the protocol knows of. False: close at once.
  virtual bool checkDeadlines(SteadyTime now) = 0;
};

}  // namespace seamark::net
