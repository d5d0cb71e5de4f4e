// Events live for a while (--event-ttl), so that a busy cluster does not fill the store with them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "apiserver/context.h"

namespace seamark::apiserver {

// Goes through the Events of one World for those that are over at `now`. Pure.
class ExpiredEvents {
 public:
  ExpiredEvents(store::WorldPtr world, WallTime now, Duration lifetime);

  // The deletes of what is over among the next `most`, a bounded number. An Event that is written meanwhile stays.
  store::Transaction look(size_t most);
  bool done() const { return !next_; }
  // When the first of those that stay was last told, in seconds since 1970.
  std::optional<int64_t> oldest() const { return oldest_; }

 private:
  store::WorldPtr world_;
  store::Collection::Iterator next_;
  int64_t before_;
  std::optional<int64_t> oldest_;
};

// Sends the deletes to the store; does not wait.
class EventExpiry {
 public:
  EventExpiry(const Services& services, Duration lifetime) : services_(services), lifetime_(lifetime) {}

  // Looks at some Events; true: at all of them, or there is nothing to look for yet.
  bool step();

 private:
  Services services_;
  const Duration lifetime_;
  std::optional<ExpiredEvents> round_;
  WallTime due_{};  // nothing is over before, as long as the clock goes forward
  WallTime last_{};
};

}  // namespace seamark::apiserver
