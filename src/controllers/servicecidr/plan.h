// When a ServiceCIDR is ready, and when it may go. Pure.
// Source: KEP-1880 and the recordings (tests/conformance/controllers/lifecycle.json).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/networking/ip_address.h"
#include "api/networking/service_cidr.h"
#include "controllers/context.h"

namespace seamark::controllers::servicecidr {

inline constexpr auto kFinalizer = "networking.k8s.io/service-cidr-finalizer";
// How long a range that is being deleted is still kept, so that every allocator has heard of it.
inline constexpr Duration kGracePeriod = std::chrono::seconds(10);

struct Plan {
  std::optional<Change> change;   // one write at a time; the next sync finds the next
  std::optional<Duration> again;  // look again after this
};

// `others`: the other ServiceCIDRs. `addresses`: every IPAddress there is. They are only looked at when the
// range is being deleted.
Plan plan(const api::ServiceCIDR& range, const std::vector<std::shared_ptr<const api::ServiceCIDR>>& others,
          const std::vector<std::shared_ptr<const api::IPAddress>>& addresses, WallTime now);

// Whether `address` is within one of the range's CIDRs.
bool contains(const api::ServiceCIDR& range, const std::string& address);

}  // namespace seamark::controllers::servicecidr
