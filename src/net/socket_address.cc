// SocketAddress: numeric addresses only; names are somebody else's business.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <fmt/format.h>

#include <cstring>

#include "net/udp.h"

namespace seamark::net {

Result<SocketAddress> SocketAddress::parse(const std::string& ip, uint16_t port) {
  SocketAddress out;
  auto& v4 = reinterpret_cast<sockaddr_in&>(out.storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(out.storage);
  if (inet_pton(AF_INET, ip.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    out.length = sizeof v4;
    return out;
  }
  if (inet_pton(AF_INET6, ip.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    out.length = sizeof v6;
    return out;
  }
  return Failure(failure(fmt::format("\"{}\" is not an IP address", ip)));
}

std::string SocketAddress::text() const {
  char buffer[INET6_ADDRSTRLEN] = "";
  if (storage.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(storage);
    inet_ntop(AF_INET, &v4.sin_addr, buffer, sizeof buffer);
    return fmt::format("{}:{}", buffer, port());
  }
  if (storage.ss_family != AF_INET6) return "unknown";
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(storage);
  if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
    // A dual-stack socket shows IPv4 peers this way; people want to read the address.
    inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], buffer, sizeof buffer);
    return fmt::format("{}:{}", buffer, port());
  }
  inet_ntop(AF_INET6, &v6.sin6_addr, buffer, sizeof buffer);
  return fmt::format("[{}]:{}", buffer, port());
}

uint16_t SocketAddress::port() const {
  if (storage.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
  if (storage.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(storage).sin6_port);
  return 0;
}

}  // namespace seamark::net
