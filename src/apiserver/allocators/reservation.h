// Reservation: what a write takes from the pools, collected until it is committed together with the object.
// The store decides: each taken address or port is a key that must be absent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "api/core/service.h"
#include "base/clock.h"
#include "base/random.h"
#include "store/store.h"

namespace seamark::apiserver {

// One attempt of one write, against one World. Thrown away when the store finds a mismatch; the next attempt
// starts from the newer World.
struct Reservation {
  const store::World& world;
  const Clock& clock;
  Random& random;
  bool dryRun = false;                       // take nothing
  std::vector<store::Write> writes;          // to be committed with the object
  std::set<std::string, std::less<>> taken;  // keys reserved by this very attempt

  bool isTaken(const api::Kind& kind, std::string_view key) const {
    return world.of(kind).find(key) != nullptr || taken.contains(key);
  }
};

// Who holds what is reserved.
struct Holder {
  std::string ns;
  std::string name;
  std::string uid;
};

}  // namespace seamark::apiserver
