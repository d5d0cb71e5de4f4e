// Requests that upstream passes on to a kubelet, a Pod or a Service, and the log of a container. Everything that is
// decided before the connection is decided here too, with the same words; where upstream would connect, the answer
// is that of a connection that was refused.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/context.h"

namespace seamark::apiserver {

void serveConnect(ContextPtr context);  // connect.cc: exec, attach, portforward
void serveProxy(ContextPtr context);    // proxy.cc: pods/NAME/proxy, services/NAME/proxy, nodes/NAME/proxy
void serveLog(ContextPtr context);      // pod_log.cc: pods/NAME/log

// The client wants to speak another protocol on this connection.
bool asksUpgrade(const net::HttpRequest& request);

}  // namespace seamark::apiserver
