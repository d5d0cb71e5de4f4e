// NetlinkSocket: a blocking conversation with one netlink family of the kernel, through libmnl. It belongs to
// the network namespace in which it was opened, whichever thread uses it later. One thread at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/netlink.h>

#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"

struct mnl_socket;

namespace seamark::proxy {

class NetlinkSocket {
 public:
  // `bus` is NETLINK_NETFILTER, NETLINK_ROUTE …
  static Result<NetlinkSocket> open(int bus);

  // Sends messages and reads until every message that asked for an acknowledgement (NLM_F_ACK) has it. The
  // first error that the kernel reports is the failure; its code is in failedWith().
  Result<> exchange(std::string_view messages, unsigned acknowledgements);
  // Sends one dump request (NLM_F_DUMP) or a request with one answer and calls `each` with every message that
  // comes. A dump that was interrupted by a change (NLM_F_DUMP_INTR) fails with EINTR: ask again.
  using Each = std::function<void(const nlmsghdr*)>;
  Result<> ask(std::string_view message, const Each& each);
  int failedWith() const { return errno_; }

 private:
  struct Close {
    void operator()(mnl_socket* socket) const;
  };
  explicit NetlinkSocket(mnl_socket* socket) : socket_(socket) {}
  Result<> send(std::string_view messages);
  Result<> fail(const char* doing, int error);
  bool consume(const char* data, size_t length, const Each* each, unsigned& acknowledgements);

  std::unique_ptr<mnl_socket, Close> socket_;
  int errno_ = 0;
};

}  // namespace seamark::proxy
