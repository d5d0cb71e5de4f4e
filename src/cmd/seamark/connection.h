// How a command that is a client of an API reaches it, and how its parts end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "client/https_carrier.h"
#include "client/kubeconfig.h"
#include "cmd/seamark/options.h"
#include "net/event_loop.h"

namespace seamark::cmd {

struct Connection {
  client::ClusterAccess access;
  std::unique_ptr<client::HttpsCarrier> carrier;
};

// The carrier lives on `loop` and counts its requests in `metrics`, where they are given. The error lists where
// credentials were looked for.
Result<Connection> connectTo(const Options& options, net::EventLoop& loop, const char* userAgent,
                             client::Metrics* metrics = nullptr);

// What lives on a loop ends there, and before the loop does.
template <class... Parts>
void endOn(net::EventLoop& loop, Parts&... parts) {
  loop.runAndWait([&] { (parts.reset(), ...); });
}

}  // namespace seamark::cmd
