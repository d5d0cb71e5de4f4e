// SPDX-License-Identifier: Apache-2.0
#include "net/socket.h"

#include <fmt/format.h>
#include <netinet/tcp.h>

#include <cerrno>
#include <cstring>

namespace seamark::net {
namespace {

void enable(int fd, int level, int option, int value = 1) {
  // Each of these only makes things better; one that the kernel lacks is no reason to stop.
  (void)setsockopt(fd, level, option, &value, sizeof value);
}

Failure cannot(const char* what, const SocketAddress& address, int error) {
  return Failure(failure(fmt::format("cannot {} {}: {}", what, address.text(), errorText(error))));
}

Result<Socket> bound(const SocketAddress& local, int type, bool reusePort, const char* what) {
  Socket socket(::socket(local.storage.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return cannot(what, local, errno);
  if (type == SOCK_STREAM) enable(socket.fd(), SOL_SOCKET, SO_REUSEADDR);
  if (reusePort) enable(socket.fd(), SOL_SOCKET, SO_REUSEPORT);
  if (local.storage.ss_family == AF_INET6) {
    // "::" means every address of both families, as it does for Go's servers.
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(local.storage);
    enable(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY, IN6_IS_ADDR_UNSPECIFIED(&v6.sin6_addr) ? 0 : 1);
  }
  if (bind(socket.fd(), reinterpret_cast<const sockaddr*>(&local.storage), local.length) != 0)
    return cannot(what, local, errno);
  return socket;
}

}  // namespace

std::string errorText(int error) {
  std::string text = std::strerror(error);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
  return text;
}

Result<Socket> listenTcp(const SocketAddress& local, bool reusePort) {
  auto socket = bound(local, SOCK_STREAM, reusePort, "listen on");
  if (socket && listen(socket->fd(), 4096) != 0) return cannot("listen on", local, errno);
  return socket;
}

Result<Socket> bindUdp(const SocketAddress& local) {
  auto socket = bound(local, SOCK_DGRAM, true, "receive on");
  if (!socket) return socket;
  // Bursts wait in the kernel while the loop is busy.
  enable(socket->fd(), SOL_SOCKET, SO_RCVBUF, 4 << 20);
  enable(socket->fd(), SOL_SOCKET, SO_SNDBUF, 4 << 20);
  return socket;
}

Result<> portIsFree(const SocketAddress& local) {
  for (const int type : {SOCK_DGRAM, SOCK_STREAM})
    if (auto probe = bound(local, type, false, "listen on"); !probe) return Failure(std::move(probe).error());
  return {};
}

Result<Socket> startConnect(const SocketAddress& to) {
  Socket socket(::socket(to.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return cannot("connect to", to, errno);
  setTcpOptions(socket.fd());
  if (connect(socket.fd(), reinterpret_cast<const sockaddr*>(&to.storage), to.length) != 0 &&
      errno != EINPROGRESS)
    return cannot("connect to", to, errno);
  return socket;
}

uint16_t localPort(int fd) {
  SocketAddress local;
  local.length = sizeof local.storage;
  getsockname(fd, reinterpret_cast<sockaddr*>(&local.storage), &local.length);
  return local.port();
}

void setTcpOptions(int fd) {
  enable(fd, IPPROTO_TCP, TCP_NODELAY);
  enable(fd, SOL_SOCKET, SO_KEEPALIVE);
  enable(fd, IPPROTO_TCP, TCP_KEEPIDLE, 30);
  enable(fd, IPPROTO_TCP, TCP_KEEPINTVL, 15);
  enable(fd, IPPROTO_TCP, TCP_KEEPCNT, 4);
}

}  // namespace seamark::net
