// TCP frontends.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <sys/resource.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#include "base/log.h"
#include "net/tcp.h"
#include "proxy/userspace/listener.h"

namespace seamark::proxy {

namespace {

constexpr size_t kQueueLimit = 256 * 1024;  // above it the other side is not read
constexpr int kAttempts = 3;
constexpr Duration kConnectTimeout = std::chrono::seconds(5);

}  // namespace

// One connection: bytes go both ways, an end of stream as well, and a side that is slow stops the other.
// Lives in Relays until both streams are closed.
class Relay : public std::enable_shared_from_this<Relay> {
 public:
  Relay(net::EventLoop& loop, std::unique_ptr<net::TcpStream> client, RulePtr rule,
        std::shared_ptr<Choice> choice, const std::shared_ptr<Relays>& relays)
      : loop_(loop), rule_(std::move(rule)), choice_(std::move(choice)), relays_(relays) {
    client_.stream = std::move(client);
  }

  void start() {
    client_.stream->pauseReading(true);
    client_.stream->onClosed([this] { end(); });
    connect(1);
  }

 private:
  struct Side {
    std::unique_ptr<net::TcpStream> stream;
    bool ended = false;  // has sent its end of stream
    bool closed = false;
  };

  void connect(int attempt) {
    const auto backend = choice_->pick(*rule_, addressOf(client_.stream->peer()));
    const auto to =
        backend ? socketAddressOf(backend->address, backend->port) : Failure(failure("no backend"));
    if (!to) return end();
    net::connectTcp(loop_, *to, kConnectTimeout,
                    [weak = weak_from_this(), attempt](Result<std::unique_ptr<net::TcpStream>> stream) {
                      if (const auto self = weak.lock()) self->connected(std::move(stream), attempt);
                    });
  }

  void connected(Result<std::unique_ptr<net::TcpStream>> stream, int attempt) {
    if (ending_) return;
    if (!stream) {
      if (attempt < kAttempts) return connect(attempt + 1);
      log::debug("No backend took the connection", {{"error", stream.error().message}});
      return end();
    }
    backend_.stream = std::move(*stream);
    join(client_, backend_);
    join(backend_, client_);
    client_.stream->pauseReading(false);
  }

  void join(Side& from, Side& to) {
    from.stream->onData([&from, &to](std::string_view data) {
      to.stream->write(data);
      if (to.stream->queued() > kQueueLimit) from.stream->pauseReading(true);
    });
    from.stream->onEnd([&from, &to] {
      from.ended = true;
      to.stream->finishWriting();
    });
    to.stream->onDrained([&from] { from.stream->pauseReading(false); });
    // After an orderly end the other side still sends what it has and closes by itself; after any other it is
    // cut.
    from.stream->onClosed([this, &from, &to] {
      from.closed = true;
      if (to.closed || !from.ended) end();
    });
  }

  // Not from here: a callback of the streams is on the stack.
  void end() {
    if (std::exchange(ending_, true)) return;
    loop_.post([weak = weak_from_this()] {
      const auto self = weak.lock();
      const auto relays = self ? self->relays_.lock() : nullptr;
      if (relays) relays->erase(self);
    });
  }

  net::EventLoop& loop_;
  Side client_, backend_;
  RulePtr rule_;
  std::shared_ptr<Choice> choice_;
  std::weak_ptr<Relays> relays_;
  bool ending_ = false;
};

namespace {

// Two descriptors each, and half of all that the process may have are for others: the API and DNS may run in
// the same one.
size_t mostRelays() {
  rlimit files{};
  const bool known = getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur != RLIM_INFINITY;
  return known ? files.rlim_cur / 4 : SIZE_MAX;
}

class TcpFrontend final : public FrontendListener {
 public:
  TcpFrontend(RulePtr rule, std::shared_ptr<Choice> choice, std::shared_ptr<Relays> relays)
      : rule_(std::move(rule)), choice_(std::move(choice)), relays_(std::move(relays)) {}
  Result<> listen(net::EventLoop& loop, const Frontend& frontend) {
    TRY(const net::SocketAddress local, socketAddressOf(frontend.address, frontend.port));
    TRY(listener_,
        net::TcpListener::listen(loop, local, [this, &loop](std::unique_ptr<net::TcpStream> client) {
          if (relays_->size() >= most_) return;  // the stream closes as it goes
          const auto relay = std::make_shared<Relay>(loop, std::move(client), rule_, choice_, relays_);
          relays_->insert(relay);
          relay->start();
        }));
    return {};
  }
  void setRule(RulePtr rule) override { rule_ = std::move(rule); }

 private:
  RulePtr rule_;
  std::shared_ptr<Choice> choice_;
  std::shared_ptr<Relays> relays_;
  const size_t most_ = mostRelays();
  std::unique_ptr<net::TcpListener> listener_;
};

}  // namespace

IpAddress addressOf(const net::SocketAddress& socketAddress) {
  if (socketAddress.storage.ss_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&socketAddress.storage);
    return IpAddress::v4(ntohl(v4->sin_addr.s_addr));
  }
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&socketAddress.storage);
  std::array<uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &v6->sin6_addr, bytes.size());
  return IpAddress::v6(bytes);
}

Result<net::SocketAddress> socketAddressOf(const IpAddress& address, uint16_t port) {
  return net::SocketAddress::parse(address.text(), port);
}

Result<std::unique_ptr<FrontendListener>> listenTcp(net::EventLoop& loop, const Frontend& frontend,
                                                    RulePtr rule, std::shared_ptr<Choice> choice,
                                                    std::shared_ptr<Relays> relays) {
  auto listener = std::make_unique<TcpFrontend>(std::move(rule), std::move(choice), std::move(relays));
  CHECKED(listener->listen(loop, frontend));
  return std::unique_ptr<FrontendListener>(std::move(listener));
}

}  // namespace seamark::proxy
