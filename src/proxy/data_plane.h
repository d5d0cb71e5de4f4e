// DataPlane: something that makes a Ruleset true. proxy.h drives it; nftables/ and userspace/ are the two
// there are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "proxy/ruleset.h"

namespace seamark::proxy {

class DataPlane {
 public:
  virtual ~DataPlane() = default;
  virtual std::string_view mode() const = 0;  // "nftables", "userspace"
  // Makes `ruleset` true; `changes` names what differs from the Ruleset of the last success. All or nothing
  // as far as the world allows; after a failure the caller comes again with at least the same changes.
  virtual Result<> apply(const Ruleset& ruleset, const Changes& changes) = 0;
  // Compares the world with what the last apply left there; returns how many things differed, and puts them
  // right.
  virtual Result<size_t> audit(const Ruleset& ruleset) = 0;
};

}  // namespace seamark::proxy
