// SPDX-License-Identifier: Apache-2.0
#include "dns/forwarder.h"

#include <fstream>
#include <sstream>

namespace seamark::dns {
namespace {

constexpr Duration kTryFor = std::chrono::seconds(2);
constexpr size_t kTries = 3;

uint16_t idOf(std::string_view message) {
  return static_cast<uint16_t>(static_cast<unsigned char>(message[0]) << 8 |
                               static_cast<unsigned char>(message[1]));
}

void setId(std::string& message, uint16_t id) {
  message[0] = static_cast<char>(id >> 8);
  message[1] = static_cast<char>(id);
}

bool isV6(const net::SocketAddress& address) {
  return address.storage.ss_family == AF_INET6;
}

}  // namespace

struct Forwarder::Pending {
  uint16_t askersId;
  uint16_t id;
  std::string message;
  bool overTcp;
  Then then;
  size_t tries = 0;
  Executor::Timer timer = Executor::Timer::None;
  std::unique_ptr<net::TcpStream> stream;
  std::string received;
  bool finished = false;
};

Forwarder::Forwarder(net::EventLoop& loop, Random& random, std::vector<net::SocketAddress> upstreams)
    : loop_(loop), random_(random), upstreams_(std::move(upstreams)) {}

Forwarder::~Forwarder() {
  for (auto& [id, pending] : pending_) {
    pending->finished = true;
    loop_.cancel(pending->timer);
    pending->stream.reset();
  }
}

Result<std::unique_ptr<Forwarder>> Forwarder::make(net::EventLoop& loop, Random& random,
                                                   std::vector<net::SocketAddress> upstreams) {
  std::unique_ptr<Forwarder> made(new Forwarder(loop, random, std::move(upstreams)));
  const auto onBatch = [self = made.get()](net::UdpSocket&, std::span<const net::Datagram> batch) {
    for (const auto& datagram : batch) self->take(datagram.data, datagram.from);
  };
  for (const bool v6 : {false, true}) {
    if (std::ranges::none_of(made->upstreams_, [&](const auto& upstream) { return isV6(upstream) == v6; }))
      continue;
    TRY(const auto any, net::SocketAddress::parse(v6 ? "::" : "0.0.0.0", 0));
    TRY(auto socket, net::UdpSocket::bind(loop, any, onBatch));
    (v6 ? made->v6_ : made->v4_) = std::move(socket);
  }
  return made;
}

std::optional<uint16_t> Forwarder::freeId() {
  for (int i = 0; i < 64; ++i) {
    const auto id = static_cast<uint16_t>(random_.next());
    if (!pending_.contains(id)) return id;
  }
  return std::nullopt;
}

void Forwarder::forward(std::string_view message, bool overTcp, Then then) {
  const auto id = pending_.size() < kMaxPending ? freeId() : std::nullopt;
  if (upstreams_.empty() || !id) return then(std::nullopt);
  auto pending = std::make_shared<Pending>();
  pending->askersId = idOf(message);
  pending->id = *id;
  pending->message = message;
  setId(pending->message, *id);
  pending->overTcp = overTcp;
  pending->then = std::move(then);
  pending_.emplace(*id, pending);
  ask(pending);
}

void Forwarder::ask(const std::shared_ptr<Pending>& pending) {
  if (pending->tries >= std::max(kTries, upstreams_.size())) return finish(pending, std::nullopt);
  const auto& upstream = upstreams_[pending->tries++ % upstreams_.size()];
  pending->timer = loop_.after(kTryFor, [this, pending] {
    pending->stream.reset();
    if (!pending->finished) ask(pending);
  });
  if (pending->overTcp) return askOverTcp(pending);
  (isV6(upstream) ? v6_ : v4_)->send(pending->message, upstream);
}

void Forwarder::askOverTcp(const std::shared_ptr<Pending>& pending) {
  const auto& upstream = upstreams_[(pending->tries - 1) % upstreams_.size()];
  const size_t attempt = pending->tries;
  net::connectTcp(loop_, upstream, kTryFor,
                  [this, pending, attempt](Result<std::unique_ptr<net::TcpStream>> stream) {
                    if (pending->finished || pending->tries != attempt || !stream)
                      return;  // the timer goes on to the next upstream
                    pending->received.clear();
                    pending->stream = std::move(*stream);
                    pending->stream->onData([this, pending](std::string_view data) {
                      if (pending->finished) return;
                      pending->received.append(data);
                      if (pending->received.size() < 2) return;
                      const size_t length = idOf(pending->received);
                      if (pending->received.size() < 2 + length || length < 12) return;
                      std::string answer = pending->received.substr(2, length);
                      // Not inside the stream's own callback: finishing destroys the stream.
                      loop_.post([this, pending, answer = std::move(answer)]() mutable {
                        if (!pending->finished && idOf(answer) == pending->id)
                          finish(pending, std::move(answer));
                      });
                    });
                    std::string framed{static_cast<char>(pending->message.size() >> 8),
                                       static_cast<char>(pending->message.size())};
                    pending->stream->write(framed + pending->message);
                  });
}

void Forwarder::take(std::string_view message, const net::SocketAddress& from) {
  if (message.size() < 12) return;
  const auto it = pending_.find(idOf(message));
  if (it == pending_.end()) return;
  const auto pending = it->second;
  const auto& asked = upstreams_[(pending->tries - 1) % upstreams_.size()];
  // Only an answer from the server that was asked, to the question that was asked.
  const size_t question = pending->message.find('\0', 12);
  const std::string_view wanted =
      std::string_view(pending->message).substr(12, question == std::string::npos ? 0 : question - 12);
  if (from.text() != asked.text() || message.substr(12, wanted.size()) != wanted) return;
  finish(pending, std::string(message));
}

void Forwarder::finish(const std::shared_ptr<Pending>& pending, std::optional<std::string> answer) {
  pending->finished = true;
  loop_.cancel(pending->timer);
  pending->stream.reset();
  pending_.erase(pending->id);
  if (answer) setId(*answer, pending->askersId);
  pending->then(std::move(answer));
}

std::vector<net::SocketAddress> resolvConfServers(const std::string& path) {
  std::vector<net::SocketAddress> servers;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string key, value;
    if (!(words >> key >> value) || key != "nameserver") continue;
    if (auto address = net::SocketAddress::parse(value.substr(0, value.find('%')), 53))
      servers.push_back(*address);
  }
  return servers;
}

}  // namespace seamark::dns
