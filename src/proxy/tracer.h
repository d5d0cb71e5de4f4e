// The tracer: what would happen to the first packet of a connection under a Ruleset, in words that a person
// would use. It knows no kernel; tests and `seamark why` ask it. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "proxy/ruleset.h"

namespace seamark::proxy {

struct Packet {
  IpAddress source;
  bool fromNode = false;  // sent by the host itself
  Frontend to;
};

struct Trace {
  enum class Fate : uint8_t { Sent, Refused, Dropped, PassedBy };
  Fate fate = Fate::PassedBy;
  Backends backends;  // Sent: any of these
  bool masqueraded =
      false;  // Sent: with the host's address as source (hairpins: those backends are so besides)
  // "10.1.1.1:80 10.1.1.2:80", "10.1.1.1:80 masqueraded", "refused", "dropped", "passed by"
  std::string text() const;
};

Trace trace(const Ruleset& ruleset, const Packet& packet);

}  // namespace seamark::proxy
