// UDP frontends.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "net/udp.h"
#include "proxy/userspace/listener.h"

namespace seamark::proxy {

namespace {

constexpr Duration kSweep = std::chrono::seconds(10);

class UdpFrontend final : public FrontendListener {
 public:
  UdpFrontend(net::EventLoop& loop, RulePtr rule, std::shared_ptr<Choice> choice)
      : loop_(loop), rule_(std::move(rule)), choice_(std::move(choice)) {}
  ~UdpFrontend() override { loop_.cancel(sweeper_); }

  Result<> listen(const Frontend& frontend) {
    TRY(const net::SocketAddress local, socketAddressOf(frontend.address, frontend.port));
    TRY(socket_,
        net::UdpSocket::bind(loop_, local, [this](net::UdpSocket&, std::span<const net::Datagram> batch) {
          for (const net::Datagram& datagram : batch) forward(datagram);
        }));
    scheduleSweep();
    return {};
  }

  void setRule(RulePtr rule) override {
    rule_ = std::move(rule);
    std::erase_if(flows_, [&](const auto& flow) {
      return !std::binary_search(rule_->serving.begin(), rule_->serving.end(), flow.second.backend);
    });
  }

 private:
  // A client's datagrams leave from a socket of its own, so that answers find back.
  struct Flow {
    Backend backend;
    net::SocketAddress to;
    std::unique_ptr<net::UdpSocket> socket;
    SteadyTime lastUsed;
  };
  using Client = std::pair<IpAddress, uint16_t>;

  void forward(const net::Datagram& datagram) {
    const Client client(addressOf(datagram.from), datagram.from.port());
    auto it = flows_.find(client);
    if (it == flows_.end()) it = open(client, datagram.from);
    if (it == flows_.end()) return;
    it->second.lastUsed = loop_.clock().steady();
    it->second.socket->send(datagram.data, it->second.to);
  }

  std::map<Client, Flow>::iterator open(const Client& client, const net::SocketAddress& from) {
    if (flows_.size() >= kUdpFlows) sweep();
    const auto backend = choice_->pick(*rule_, client.first);
    if (!backend || flows_.size() >= kUdpFlows) return flows_.end();
    const auto to = socketAddressOf(backend->address, backend->port);
    const IpAddress any = backend->address.isV4() ? IpAddress::v4(0) : IpAddress::v6({});
    const auto local = socketAddressOf(any, 0);
    if (!to || !local) return flows_.end();
    auto socket = net::UdpSocket::bind(
        loop_, *local, [this, client, from](net::UdpSocket&, std::span<const net::Datagram> answers) {
          for (const net::Datagram& answer : answers) giveBack(client, from, answer);
        });
    if (!socket) return flows_.end();
    return flows_.emplace(client, Flow{*backend, *to, std::move(*socket), {}}).first;
  }

  void giveBack(const Client& client, const net::SocketAddress& to, const net::Datagram& answer) {
    const auto it = flows_.find(client);
    if (it == flows_.end()) return;
    const Backend from{addressOf(answer.from), answer.from.port()};
    if (from != it->second.backend) return;  // nobody else may answer
    it->second.lastUsed = loop_.clock().steady();
    socket_->send(answer.data, to);
  }

  void sweep() {
    const SteadyTime oldest = loop_.clock().steady() - kUdpIdle;
    std::erase_if(flows_, [&](const auto& flow) { return flow.second.lastUsed < oldest; });
  }
  void scheduleSweep() {
    sweeper_ = loop_.after(kSweep, [this] {
      sweep();
      scheduleSweep();
    });
  }

  net::EventLoop& loop_;
  RulePtr rule_;
  std::shared_ptr<Choice> choice_;
  std::unique_ptr<net::UdpSocket> socket_;
  std::map<Client, Flow> flows_;
  Executor::Timer sweeper_ = Executor::Timer::None;
};

}  // namespace

Result<std::unique_ptr<FrontendListener>> listenUdp(net::EventLoop& loop, const Frontend& frontend,
                                                    RulePtr rule, std::shared_ptr<Choice> choice) {
  auto listener = std::make_unique<UdpFrontend>(loop, std::move(rule), std::move(choice));
  CHECKED(listener->listen(frontend));
  return std::unique_ptr<FrontendListener>(std::move(listener));
}

}  // namespace seamark::proxy
