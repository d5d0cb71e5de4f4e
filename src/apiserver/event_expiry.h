// Events live for a while (--event-ttl), so that a busy cluster does not fill the store with them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/context.h"

namespace seamark::apiserver {

// The deletes of what is over at `now`, a bounded number at a time. Pure.
store::Transaction expiredEvents(const store::World& world, WallTime now, Duration lifetime);

// Sends them to the store; does not wait. An Event that was written meanwhile stays.
void expireEvents(const Services& services, Duration lifetime);

}  // namespace seamark::apiserver
