// Resolver: a host name's addresses without blocking the loop. Lives on one loop; the one look-up at a time
// runs on a thread of its own, because getaddrinfo knows hosts, NSS and search lists and only blocks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "net/udp.h"

namespace seamark::net {

class Resolver {
 public:
  using Then = std::function<void(Result<std::vector<SocketAddress>>)>;

  explicit Resolver(EventLoop& loop) : loop_(loop) {}
  ~Resolver();  // waits for a look-up under way
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // An address is answered inside the call, a name later. One at a time. Never an empty list.
  void resolve(const std::string& host, uint16_t port, Then then);
  void cancel();  // no call back after it

 private:
  EventLoop& loop_;
  std::shared_ptr<Then> then_;
  std::thread thread_;
};

}  // namespace seamark::net
