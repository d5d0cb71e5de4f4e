// A frontend of the userspace proxy: a socket on its address and port that relays to backends. One loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>

#include "base/result.h"
#include "net/event_loop.h"
#include "net/udp.h"
#include "proxy/ruleset.h"
#include "proxy/userspace/choice.h"

namespace seamark::proxy {

class FrontendListener {
 public:
  virtual ~FrontendListener() = default;
  // From now on; what is under way goes on, except UDP flows to backends that the rule says serve no more.
  virtual void setRule(RulePtr rule) = 0;
};

// TCP connections outlive their listener, in `relays`. A connection that no backend takes is closed after
// three attempts.
class Relay;
using Relays = std::set<std::shared_ptr<Relay>>;
Result<std::unique_ptr<FrontendListener>> listenTcp(net::EventLoop& loop, const Frontend& frontend,
                                                    RulePtr rule, std::shared_ptr<Choice> choice,
                                                    std::shared_ptr<Relays> relays);
// UDP flows are kept by client address and port, at most kUdpFlows, and forgotten after kUdpIdle without a
// datagram.
Result<std::unique_ptr<FrontendListener>> listenUdp(net::EventLoop& loop, const Frontend& frontend,
                                                    RulePtr rule, std::shared_ptr<Choice> choice);

inline constexpr size_t kUdpFlows = 4096;
inline constexpr Duration kUdpIdle = std::chrono::seconds(60);

IpAddress addressOf(const net::SocketAddress& socketAddress);
Result<net::SocketAddress> socketAddressOf(const IpAddress& address, uint16_t port);

}  // namespace seamark::proxy
