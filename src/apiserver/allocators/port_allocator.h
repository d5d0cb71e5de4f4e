// Node ports: each number that a Service holds is a NodePortAllocation object of our own, keyed by the number
// alone, whatever the protocol. Source: Kubernetes' port allocator and its bands (KEP-3668).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/allocators/reservation.h"
#include "base/result.h"

namespace seamark::apiserver {

struct PortRange {
  int32_t first = 30000;
  int32_t last = 32767;
  int32_t size() const { return last - first + 1; }
  bool contains(int64_t port) const { return port >= first && port <= last; }
};
// How many of the first ports are given dynamically only when all others are taken.
int32_t staticBand(const PortRange& range);

// The error's message is upstream's (`provided port is already allocated`). A dry run looks at no range, and any
// port is a number that a reader takes for one.
Result<> reservePort(Reservation& reservation, const PortRange& range, const Holder& holder, int32_t port);
Result<int32_t> reserveAnyPort(Reservation& reservation, const PortRange& range, const Holder& holder);
// Gives a port back, if `holder` has it.
void releasePort(Reservation& reservation, const Holder& holder, int32_t port);

}  // namespace seamark::apiserver
