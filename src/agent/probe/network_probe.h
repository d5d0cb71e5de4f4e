// NetworkProbe: one probe over the network while it is made. network_prober.h gives it a turn, an address and
// a time limit; one file a protocol does the rest. Lives on one loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "agent/probe/probe.h"
#include "net/event_loop.h"

namespace seamark::agent {

class NetworkProbe {
 public:
  using Done = std::function<void(ProbeResult)>;
  virtual ~NetworkProbe() = default;  // ends it; no call back after that

  virtual const std::string& host() const = 0;
  // `ip` is the host's address. `done` is called once, not inside this call.
  virtual void start(const std::string& ip, Done done) = 0;
  // The results of a probe whose host has no address, and of one that took too long.
  virtual ProbeResult unresolved(const std::string& why) const = 0;
  virtual ProbeResult late(Duration timeout) const = 0;
};

// `timeout` is how long it will be waited for.
std::unique_ptr<NetworkProbe> makeNetworkProbe(net::EventLoop& loop, const TcpTarget& target,
                                               Duration timeout);
std::unique_ptr<NetworkProbe> makeNetworkProbe(net::EventLoop& loop, const HttpTarget& target,
                                               Duration timeout);
std::unique_ptr<NetworkProbe> makeNetworkProbe(net::EventLoop& loop, const GrpcTarget& target,
                                               Duration timeout);

// As the version of Kubernetes that we follow calls itself.
inline constexpr const char* kProbeUserAgent = "kube-probe/1.37";

}  // namespace seamark::agent
