// HealthServer: what watchdogs and Prometheus ask an agent: /healthz, /metrics, and /metrics/probes with the
// series of probes, which are many. Plain HTTP, meant for loopback. The agent's own loop answers, so that one
// that is stuck is seen as such.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "agent/agent.h"
#include "base/result.h"
#include "net/event_loop.h"
#include "net/http_server.h"

namespace seamark::agent {

// `address` is "IP:PORT"; `agent` lives on `loop` and outlives the server. To be called, and the server to be
// destroyed, off the loop's thread.
Result<std::unique_ptr<net::HttpServer>> serveHealth(net::EventLoop& loop, const std::string& address,
                                                     const Agent& agent);

}  // namespace seamark::agent
