// UDP in batches (recvmmsg, sendmmsg), for DNS and the userspace proxy: one socket a loop, SO_REUSEPORT.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/event_loop.h"

namespace seamark::net {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  static Result<SocketAddress> parse(const std::string& ip, uint16_t port);
  std::string text() const;  // "10.0.0.1:53", "[fd00::1]:53"
  uint16_t port() const;
};

// A datagram as it arrived. `data` is valid only during the call.
struct Datagram {
  std::string_view data;
  const SocketAddress& from;
};

// Fails when anybody has this address' UDP or TCP port. UdpSocket and TcpListener share ports (SO_REUSEPORT:
// a socket a loop), so this is how a server finds out that another process is there already.
Result<> portIsFree(const SocketAddress& local);

class UdpSocket {
 public:
  // On the loop's thread, as all of it. `onBatch` is called on the loop with up to 64 datagrams; answers go
  // out with send() during the call and leave together at its end.
  static Result<std::unique_ptr<UdpSocket>> bind(
      EventLoop& loop, const SocketAddress& local,
      std::function<void(UdpSocket&, std::span<const Datagram>)> onBatch);
  virtual ~UdpSocket() = default;
  virtual void send(std::string_view data, const SocketAddress& to) = 0;
  virtual uint16_t port() const = 0;
};

}  // namespace seamark::net
