// NetlinkSocket.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/nftables/netlink.h"

#include <fmt/format.h>
#include <libmnl/libmnl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace seamark::proxy {

namespace {

constexpr size_t kReadSize = 256 * 1024;
constexpr int kReceiveBuffer = 8 * 1024 * 1024;
constexpr timeval kPatience{30, 0};  // the kernel answers at once or has lost the answer

}  // namespace

void NetlinkSocket::Close::operator()(mnl_socket* socket) const {
  mnl_socket_close(socket);
}

Result<> NetlinkSocket::fail(const char* doing, int error) {
  errno_ = error;
  if (error == EPERM || error == EACCES)
    return Failure(
        failure("nf_tables may not be changed by this user; run as root or with CAP_NET_ADMIN, or choose "
                "--proxy-mode userspace"));
  return Failure(failure(fmt::format("netlink: {}: {}", doing, std::strerror(error))));
}

Result<NetlinkSocket> NetlinkSocket::open(int bus) {
  mnl_socket* raw = mnl_socket_open2(bus, SOCK_CLOEXEC);
  if (!raw) return Failure(failure(fmt::format("cannot open a netlink socket: {}", std::strerror(errno))));
  NetlinkSocket opened(raw);
  if (mnl_socket_bind(raw, 0, MNL_SOCKET_AUTOPID) < 0)
    return Failure(failure(fmt::format("cannot bind a netlink socket: {}", std::strerror(errno))));
  const int fd = mnl_socket_get_fd(raw);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  return opened;
}

Result<> NetlinkSocket::send(std::string_view messages) {
  const int wanted = static_cast<int>(messages.size() + 64 * 1024);
  int held = 0;
  socklen_t length = sizeof held;
  const int fd = mnl_socket_get_fd(socket_.get());
  if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &held, &length) == 0 && held < wanted)
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &wanted, sizeof wanted);
  if (mnl_socket_sendto(socket_.get(), messages.data(), messages.size()) < 0) return fail("send", errno);
  return {};
}

// Reads through one buffer of messages. True: the conversation is over.
bool NetlinkSocket::consume(const char* data, size_t length, const Each* each, unsigned& acknowledgements) {
  int left = static_cast<int>(length);
  const auto* message = reinterpret_cast<const nlmsghdr*>(data);
  for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
    if (message->nlmsg_flags & NLM_F_DUMP_INTR) errno_ = EINTR;
    if (message->nlmsg_type == NLMSG_ERROR) {
      const auto* error = static_cast<const nlmsgerr*>(mnl_nlmsg_get_payload(message));
      if (error->error != 0) {
        if (errno_ == 0) errno_ = -error->error;
        return true;
      }
      if (acknowledgements <= 1) return true;
      --acknowledgements;
    } else if (message->nlmsg_type == NLMSG_DONE) {
      return true;
    } else if (each) {
      (*each)(message);
      if (!(message->nlmsg_flags & NLM_F_MULTI) && acknowledgements == 0) return true;
    }
  }
  return false;
}

Result<> NetlinkSocket::exchange(std::string_view messages, unsigned acknowledgements) {
  errno_ = 0;
  CHECKED(send(messages));
  std::vector<char> buffer(kReadSize);
  for (bool done = acknowledgements == 0; !done;) {
    const ssize_t n = mnl_socket_recvfrom(socket_.get(), buffer.data(), buffer.size());
    if (n < 0) return fail("receive", errno);
    done = consume(buffer.data(), static_cast<size_t>(n), nullptr, acknowledgements);
  }
  if (errno_ == 0) return {};
  const int first = errno_;
  // One batch may be refused with many errors; none of them may be taken for the next answer.
  while (recv(mnl_socket_get_fd(socket_.get()), buffer.data(), buffer.size(), MSG_DONTWAIT) > 0) {
  }
  return fail("the kernel refused", first);
}

Result<> NetlinkSocket::ask(std::string_view message, const Each& each) {
  errno_ = 0;
  CHECKED(send(message));
  std::vector<char> buffer(kReadSize);
  unsigned acknowledgements = 0;
  for (bool done = false; !done;) {
    const ssize_t n = mnl_socket_recvfrom(socket_.get(), buffer.data(), buffer.size());
    if (n < 0) return fail("receive", errno);
    done = consume(buffer.data(), static_cast<size_t>(n), &each, acknowledgements);
  }
  return errno_ == 0 ? Result<>() : fail("dump", errno_);
}

}  // namespace seamark::proxy
