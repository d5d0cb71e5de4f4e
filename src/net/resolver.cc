// SPDX-License-Identifier: Apache-2.0
#include "net/resolver.h"

#include <fmt/format.h>
#include <netdb.h>

#include <cstring>
#include <utility>

namespace seamark::net {
namespace {

// RFC 6761 section 6.3: localhost is loopback, whatever /etc/hosts says or lacks.
bool isLocalhost(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost");
}

Result<std::vector<SocketAddress>> lookUp(const std::string& host, uint16_t port) {
  if (isLocalhost(host)) {
    TRY(const SocketAddress v4, SocketAddress::parse("127.0.0.1", port));
    TRY(const SocketAddress v6, SocketAddress::parse("::1", port));
    return std::vector{v4, v6};
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0) return Failure(failure(fmt::format("cannot resolve {}: {}", host, gai_strerror(error))));
  std::vector<SocketAddress> out;
  for (const addrinfo* at = found; at; at = at->ai_next) {
    auto& address = out.emplace_back();
    std::memcpy(&address.storage, at->ai_addr, at->ai_addrlen);
    address.length = at->ai_addrlen;
  }
  freeaddrinfo(found);
  if (out.empty()) return Failure(failure(fmt::format("cannot resolve {}: no address", host)));
  return out;
}

}  // namespace

Resolver::~Resolver() {
  cancel();
  if (thread_.joinable()) thread_.join();
}

void Resolver::resolve(const std::string& host, uint16_t port, Then then) {
  if (auto numeric = SocketAddress::parse(host, port)) {
    then(std::vector<SocketAddress>{*numeric});
    return;
  }
  if (thread_.joinable()) thread_.join();  // the one before has answered or was cancelled
  then_ = std::make_shared<Then>(std::move(then));
  const std::weak_ptr<Then> waiting = then_;
  thread_ = std::thread([&loop = loop_, host, port, waiting] {
    auto found = lookUp(host, port);
    loop.post([this_ = waiting, found = std::move(found)]() mutable {
      if (const auto callback = this_.lock()) (*callback)(std::move(found));
    });
  });
}

void Resolver::cancel() {
  then_.reset();
}

}  // namespace seamark::net
