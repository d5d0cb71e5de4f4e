// GET of a collection with watch: a stream of its changes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/context.h"

namespace seamark::apiserver {

// Answers a watch. What waits for a client that does not read is bounded (WatchLimits); a client that falls
// further behind than the log gets 410 Expired and the end of the stream. context->info.name, when set,
// narrows it to one object.
void serveWatch(ContextPtr context);

}  // namespace seamark::apiserver
