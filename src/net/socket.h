// Making sockets, with errors that say which address and why. For net/'s own files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <utility>

#include "net/udp.h"

namespace seamark::net {

// Owns a descriptor.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
  }
  ~Socket() { reset(-1); }
  int fd() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  void reset(int fd) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }
  int fd_ = -1;
};

// Non-blocking, close-on-exec. `cannot listen on 127.0.0.1:6443: address already in use`.
Result<Socket> listenTcp(const SocketAddress& local, bool reusePort);
Result<Socket> bindUdp(const SocketAddress& local);
// A connect() that is under way, or done.
Result<Socket> startConnect(const SocketAddress& to);
uint16_t localPort(int fd);
void setTcpOptions(int fd);  // no delay; keep-alives, so that dead peers are found
// The text for errno, lower case as the rest of our messages.
std::string errorText(int error);

}  // namespace seamark::net
