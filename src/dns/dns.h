// Dns: cluster DNS whole. Services, slices and namespaces come from a Kubernetes API through routing's feed,
// become zones, and are answered from on every loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "client/carrier.h"
#include "dns/server.h"

namespace seamark::dns {

struct DnsConfig {
  std::string listen = "127.0.0.1:10053";  // IP:PORT
  std::vector<std::string>
      upstreams;  // IP:PORT; empty: the nameservers of /etc/resolv.conf but for ourselves
  std::string clusterDomain = "cluster.local";
  uint32_t ttl = 30;
  std::string snapshotPath;  // the last known state, to answer from while the API is away; empty: none
};

class Dns {
 public:
  // Listens, answers from the snapshot when there is one, and follows the API through `carrier` (on its
  // executor, where start and the destructor are not to be called). A bad address or a port in use is an
  // error that says so.
  static Result<std::unique_ptr<Dns>> start(client::Carrier& carrier, std::vector<net::EventLoop*> loops,
                                            Random& random, DnsConfig config);
  ~Dns();
  Dns(const Dns&) = delete;
  Dns& operator=(const Dns&) = delete;

  // Answers come from the API's objects, not from a snapshot (or from nothing).
  bool synced() const;
  uint16_t port() const;
  DnsCounters counters() const;

 private:
  struct Impl;
  Dns() = default;
  std::unique_ptr<Impl> impl_;
};

// "192.168.1.1:53", "[fd00::1]:53", or an address alone (then `defaultPort`).
Result<net::SocketAddress> parseHostPort(const std::string& text, uint16_t defaultPort);

}  // namespace seamark::dns
