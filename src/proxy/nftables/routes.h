// A host needs some route to a virtual address before nf_tables' output hook sees its own packet: without one
// connect() fails at once. Where no route leads to a service range, one is made that leads anywhere; the
// packet is routed again after its destination has been rewritten. Through rtnetlink.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "proxy/nftables/netlink.h"
#include "proxy/ruleset.h"

namespace seamark::proxy {

// Does nothing where a route leads to the range already (a default route is one).
//   IPv4: dev lo, scope link: the kernel takes the host's own address as source.
//   IPv6: refuses routes over lo, so the range goes over the first other device that is up; with none there
//   is nothing to do, because such a host has no endpoint to reach either.
Result<> ensureRoute(NetlinkSocket& socket, const Cidr& range);
// Removes every route that ensureRoute has made, whichever process called it: they carry a protocol number of
// ours.
Result<> removeRoutes(NetlinkSocket& socket);

}  // namespace seamark::proxy
