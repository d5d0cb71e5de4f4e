// DnsServer: sockets around answer(): one UDP socket and one TCP listener a loop, each reading its own Zone
// snapshot that arrives by message. No lock and no shared counter a packet.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "dns/zone.h"
#include "net/event_loop.h"
#include "net/udp.h"

namespace seamark::dns {

struct DnsServerConfig {
  net::SocketAddress listen;
  std::vector<net::SocketAddress> upstreams;
  ZoneOptions zone;
};

// What has been answered since the start, for metrics.
struct DnsCounters {
  uint64_t requests = 0;
  uint64_t forwarded = 0;
  uint64_t malformed = 0;
};

class DnsServer {
 public:
  // Listens at once; until the first publish() names inside the zone get SERVFAIL.
  static Result<std::unique_ptr<DnsServer>> listen(std::vector<net::EventLoop*> loops, Random& random,
                                                   DnsServerConfig config);
  ~DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  // Any thread. Later packets are answered from `zone`.
  void publish(ZonePtr zone);
  uint16_t port() const;
  DnsCounters counters() const;

 private:
  class Worker;
  DnsServer() = default;
  std::vector<net::EventLoop*> loops_;
  std::vector<std::shared_ptr<Worker>> workers_;
};

}  // namespace seamark::dns
