// A pick chain sends a new connection to one of N endpoints. numgen needs N as a constant, so there is one
// chain for every N that occurs (and every way to masquerade, and every affinity timeout), made when first
// needed and shared by all Services: its name says all about it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proxy/nftables/message.h"
#include "proxy/ruleset.h"

namespace seamark::proxy {

struct PickChain {
  IpFamily family = IpFamily::V4;
  uint32_t count = 1;
  bool inside = false;  // picks from InsideEndpoints
  Masquerade masquerade = Masquerade::Never;
  std::optional<std::chrono::seconds> sticky;

  std::string name() const;  // "pick4-5", "pick4-2-inside-masquerade-outside-sticky-10800s"
  static std::optional<PickChain> parse(std::string_view name);
  bool operator==(const PickChain&) const = default;
};

// Appends the chain's rules as NFT_MSG_NEWRULE messages; returns how many.
unsigned writeRules(const PickChain& chain, const std::string& table, MessageWriter& writer);

}  // namespace seamark::proxy
