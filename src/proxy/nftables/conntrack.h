// Flows of connectionless protocols outlive their endpoints in conntrack; these are made to choose anew.
// Through ctnetlink.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "base/result.h"
#include "proxy/nftables/netlink.h"
#include "proxy/ruleset.h"

namespace seamark::proxy {

// Deletes every UDP flow that was sent to a frontend of `rules` and leads to a backend that is not in the
// rule's `serving` list; returns how many. Flows to frontends that `rules` does not name are left alone.
Result<size_t> forgetStaleFlows(NetlinkSocket& socket, const std::map<Frontend, RulePtr>& rules);

}  // namespace seamark::proxy
