// Cluster addresses: each is an IPAddress object, and which may be given is what the ServiceCIDR objects say.
// Source: Kubernetes' IPAddress allocator (KEP-1880) and its static and dynamic bands (KEP-3070).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/ip.h"
#include "apiserver/allocators/reservation.h"
#include "base/result.h"

namespace seamark::apiserver {

// The addresses of a range that may be given, as offsets from its network address.
struct UsableRange {
  uint64_t first = 0;
  uint64_t count = 0;       // 0: none
  uint64_t staticBand = 0;  // the first so many are given dynamically only when all others are taken
};
UsableRange usableRange(const api::Cidr& cidr);

// Reserves this very address. The error's message is upstream's (`provided IP is already allocated`).
Result<> reserveAddress(Reservation& reservation, const Holder& holder, const api::IpAddress& address);

// Reserves a free address of the family: a random one of the dynamic band, then of the static band.
Result<api::IpAddress> reserveAnyAddress(Reservation& reservation, const Holder& holder,
                                         api::IpFamily family);

// Gives an address back, if `holder` has it.
void releaseAddress(Reservation& reservation, const Holder& holder, std::string_view address);

}  // namespace seamark::apiserver
