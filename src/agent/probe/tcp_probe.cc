// TCP: a connection that can be made is success.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "agent/probe/network_probe.h"
#include "net/tcp.h"

namespace seamark::agent {
namespace {

// The prober's own time limit comes first and has better words; this one frees the socket.
constexpr Duration kAfterwards = std::chrono::seconds(1);

class TcpProbe final : public NetworkProbe {
 public:
  TcpProbe(net::EventLoop& loop, TcpTarget target, Duration timeout)
      : loop_(loop), target_(std::move(target)), timeout_(timeout) {}

  const std::string& host() const override { return target_.host; }

  void start(const std::string& ip, Done done) override {
    const auto to = net::SocketAddress::parse(ip, target_.port);
    if (!to) {
      loop_.post(
          [watch = std::weak_ptr(alive_), done = std::move(done), why = unresolved(to.error().message)] {
            if (watch.lock()) done(why);
          });
      return;
    }
    net::connectTcp(loop_, *to, timeout_ + kAfterwards,
                    [this, watch = std::weak_ptr(alive_),
                     done = std::move(done)](const Result<std::unique_ptr<net::TcpStream>>& connected) {
                      if (!watch.lock()) return;
                      if (connected) return done({Outcome::Success, {}});
                      done({Outcome::Failure, dialError(connected.error().message)});
                    });
  }

  ProbeResult unresolved(const std::string& why) const override {
    return {Outcome::Failure, fmt::format("dial tcp: {}", why)};
  }
  ProbeResult late(Duration) const override {
    return {Outcome::Failure, fmt::format("dial tcp {}: i/o timeout", place())};
  }

 private:
  std::string place() const { return hostAndPort(target_.host, target_.port); }
  // The last part of the message says what the kernel said.
  std::string dialError(const std::string& message) const {
    const size_t last = message.rfind(": ");
    return fmt::format("dial tcp {}: connect: {}", place(),
                       last == std::string::npos ? message : message.substr(last + 2));
  }

  net::EventLoop& loop_;
  TcpTarget target_;
  Duration timeout_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace

std::unique_ptr<NetworkProbe> makeNetworkProbe(net::EventLoop& loop, const TcpTarget& target,
                                               Duration timeout) {
  return std::make_unique<TcpProbe>(loop, target, timeout);
}

}  // namespace seamark::agent
