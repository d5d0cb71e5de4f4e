// Forwarder: asks upstream servers what is not ours. UDP questions over UDP, TCP questions over TCP; an
// upstream that does not answer in time is passed over for the next. Lives on one loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "dns/message.h"
#include "net/tcp.h"
#include "net/udp.h"

namespace seamark::dns {

class Forwarder {
 public:
  // The upstream's answer with the asker's id, or nothing when no upstream gave one.
  using Then = std::function<void(std::optional<std::string>)>;

  // At most kMaxPending questions wait at once; above it `then` is called with nothing at once.
  static constexpr size_t kMaxPending = 10'000;

  static Result<std::unique_ptr<Forwarder>> make(net::EventLoop& loop, Random& random,
                                                 std::vector<net::SocketAddress> upstreams);
  ~Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;

  // Passes `message`, a query that parseQuery() took, on as it is.
  void forward(std::string_view message, bool overTcp, Then then);
  bool hasUpstreams() const { return !upstreams_.empty(); }

 private:
  struct Pending;
  Forwarder(net::EventLoop& loop, Random& random, std::vector<net::SocketAddress> upstreams);
  void ask(const std::shared_ptr<Pending>& pending);
  void askOverTcp(const std::shared_ptr<Pending>& pending);
  void take(std::string_view message, const net::SocketAddress& from);
  void finish(const std::shared_ptr<Pending>& pending, std::optional<std::string> answer);
  std::optional<uint16_t> freeId();

  net::EventLoop& loop_;
  Random& random_;
  std::vector<net::SocketAddress> upstreams_;
  std::unique_ptr<net::UdpSocket> v4_, v6_;
  std::unordered_map<uint16_t, std::shared_ptr<Pending>> pending_;  // by the id that the upstream sees
};

// The nameservers of a resolv.conf, in order, port 53.
std::vector<net::SocketAddress> resolvConfServers(const std::string& path);

}  // namespace seamark::dns
