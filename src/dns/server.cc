// SPDX-License-Identifier: Apache-2.0
#include "dns/server.h"

#include <atomic>
#include <unordered_map>

#include "dns/answer.h"
#include "dns/forwarder.h"
#include "net/tcp.h"

namespace seamark::dns {
namespace {

constexpr Duration kTcpIdle = std::chrono::seconds(10);
constexpr size_t kMaxTcpConnections = 1'000;  // on each loop; more are closed at once
constexpr size_t kMaxTcpMessage = 65'535;
constexpr size_t kMaxTcpQueued =
    1 << 20;  // answers that a client does not read; above it the connection is closed
constexpr int kPairsTried = 32;
constexpr uint16_t kOurUdpSize = 1232;

net::SocketAddress withPort(net::SocketAddress address, uint16_t port) {
  if (address.storage.ss_family == AF_INET6)
    reinterpret_cast<sockaddr_in6&>(address.storage).sin6_port = htons(port);
  else
    reinterpret_cast<sockaddr_in&>(address.storage).sin_port = htons(port);
  return address;
}

Response failed() {
  return Response{.rcode = Rcode::ServFail};
}

}  // namespace

// One loop's share of the server. Lives on that loop.
class DnsServer::Worker : public std::enable_shared_from_this<DnsServer::Worker> {
 public:
  using Reply = std::function<void(std::string)>;

  Worker(net::EventLoop& loop, const DnsServerConfig& config) : loop_(loop), options_(config.zone) {}

  Result<> listen(Random& random, const DnsServerConfig& config, uint16_t port);
  void take(ZonePtr zone) { zone_ = std::move(zone); }
  uint16_t port() const { return udp_->port(); }
  void stop();

  std::atomic<uint64_t> requests{0}, forwarded{0}, malformed{0};

 private:
  struct Connection {
    std::unique_ptr<net::TcpStream> stream;
    std::string received;
    Executor::Timer timer = Executor::Timer::None;
  };

  void serve(std::string_view message, bool tcp, Reply reply);
  void findTarget(Query query, Verdict verdict, size_t limit, Reply reply);
  void pass(std::string_view message, Query query, bool tcp, size_t limit, Reply reply);
  void accept(std::unique_ptr<net::TcpStream> stream);
  void read(uint64_t id, std::string_view data);
  void close(uint64_t id);
  void closeSoon(uint64_t id);  // from within the stream's own calls
  void count(std::atomic<uint64_t>& counter) {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  net::EventLoop& loop_;
  ZoneOptions options_;
  ZonePtr zone_ = std::make_shared<const Zone>();
  std::unique_ptr<Forwarder> forwarder_;
  std::unique_ptr<net::UdpSocket> udp_;
  std::unique_ptr<net::TcpListener> tcp_;
  std::unordered_map<uint64_t, Connection> connections_;
  uint64_t lastConnection_ = 0;
};

Result<> DnsServer::Worker::listen(Random& random, const DnsServerConfig& config, uint16_t port) {
  TRY(forwarder_, Forwarder::make(loop_, random, config.upstreams));
  const net::SocketAddress local = withPort(config.listen, port);
  const auto onBatch = [this](net::UdpSocket&, std::span<const net::Datagram> batch) {
    for (const auto& datagram : batch) {
      const auto reply = [weak = weak_from_this(), from = datagram.from](std::string answer) {
        if (const auto self = weak.lock()) self->udp_->send(answer, from);
      };
      serve(datagram.data, false, reply);
    }
  };
  const auto onStream = [this](std::unique_ptr<net::TcpStream> stream) { accept(std::move(stream)); };
  // A port that the system chose for UDP may be somebody's over TCP: then another pair is tried.
  for (int left = port == 0 ? kPairsTried : 1;; --left) {
    TRY(udp_, net::UdpSocket::bind(loop_, local, onBatch));
    auto listener = net::TcpListener::listen(loop_, withPort(config.listen, udp_->port()), onStream);
    if (listener) {
      tcp_ = std::move(*listener);
      return {};
    }
    if (left == 1) return std::unexpected(std::move(listener).error());
  }
}

void DnsServer::Worker::stop() {
  for (auto& [id, connection] : connections_) loop_.cancel(connection.timer);
  connections_.clear();
  tcp_.reset();
  udp_.reset();
  forwarder_.reset();
}

void DnsServer::Worker::serve(std::string_view message, bool tcp, Reply reply) {
  count(requests);
  auto parsed = parseQuery(message);
  if (std::holds_alternative<Silence>(parsed)) return;
  if (const auto* bad = std::get_if<Malformed>(&parsed)) {
    count(malformed);
    return reply(encodeError(*bad));
  }
  Query query = std::move(std::get<Query>(parsed));
  const size_t limit = tcp ? kMaxTcpMessage : query.udpLimit();
  Verdict verdict = answer(*zone_, options_, query);
  switch (verdict.what) {
    case Verdict::What::Answer:
      return reply(encodeResponse(query, verdict.response, limit));
    case Verdict::What::Forward:
      return pass(message, std::move(query), tcp, limit, std::move(reply));
    case Verdict::What::FindTarget:
      return findTarget(std::move(query), std::move(verdict), limit, std::move(reply));
  }
}

void DnsServer::Worker::pass(std::string_view message, Query query, bool tcp, size_t limit, Reply reply) {
  count(forwarded);
  forwarder_->forward(
      message, tcp,
      [query = std::move(query), limit, reply = std::move(reply)](std::optional<std::string> got) {
        reply(got ? std::move(*got) : encodeResponse(query, failed(), limit));
      });
}

// The upstream's records for an alias' target are appended; when it has none the alias alone is the answer.
void DnsServer::Worker::findTarget(Query query, Verdict verdict, size_t limit, Reply reply) {
  count(forwarded);
  const std::string question = encodeQuery(0, verdict.target, query.type, kOurUdpSize);
  const auto then = [query = std::move(query), response = std::move(verdict.response), limit,
                     reply = std::move(reply)](std::optional<std::string> got) mutable {
    if (got)
      if (auto upstream = parseUpstream(*got))
        std::ranges::move(upstream->answer, std::back_inserter(response.answer));
    reply(encodeResponse(query, response, limit));
  };
  forwarder_->forward(question, false, then);
}

void DnsServer::Worker::accept(std::unique_ptr<net::TcpStream> stream) {
  if (connections_.size() >= kMaxTcpConnections) return;  // the stream closes as it goes
  const uint64_t id = ++lastConnection_;
  auto& connection = connections_[id];
  connection.stream = std::move(stream);
  connection.timer = loop_.after(kTcpIdle, [this, id] { close(id); });
  connection.stream->onData([this, id](std::string_view data) { read(id, data); });
  connection.stream->onEnd([this, id] { closeSoon(id); });
  connection.stream->onClosed([this, id] { closeSoon(id); });
}

void DnsServer::Worker::read(uint64_t id, std::string_view data) {
  auto it = connections_.find(id);
  if (it == connections_.end()) return;
  Connection& connection = it->second;
  connection.received.append(data);
  const auto reply = [weak = weak_from_this(), id](std::string answer) {
    const auto self = weak.lock();
    if (!self) return;
    const auto found = self->connections_.find(id);
    if (found == self->connections_.end()) return;
    if (found->second.stream->queued() > kMaxTcpQueued) return self->closeSoon(id);
    const std::string length{static_cast<char>(answer.size() >> 8), static_cast<char>(answer.size())};
    found->second.stream->write(length + answer);
  };
  std::string_view rest = connection.received;
  while (rest.size() >= 2) {
    const size_t length =
        static_cast<size_t>(static_cast<unsigned char>(rest[0])) << 8 | static_cast<unsigned char>(rest[1]);
    if (rest.size() < 2 + length) break;
    serve(rest.substr(2, length), true, reply);
    rest.remove_prefix(2 + length);
  }
  // Only whole messages count: a byte now and then would hold one of the few connections for ever.
  if (rest.size() < connection.received.size()) {
    loop_.cancel(connection.timer);
    connection.timer = loop_.after(kTcpIdle, [this, id] { close(id); });
  }
  connection.received.erase(0, connection.received.size() - rest.size());
}

void DnsServer::Worker::closeSoon(uint64_t id) {
  loop_.post([weak = weak_from_this(), id] {
    if (const auto self = weak.lock()) self->close(id);
  });
}

void DnsServer::Worker::close(uint64_t id) {
  const auto it = connections_.find(id);
  if (it == connections_.end()) return;
  loop_.cancel(it->second.timer);
  connections_.erase(it);
}

Result<std::unique_ptr<DnsServer>> DnsServer::listen(std::vector<net::EventLoop*> loops, Random& random,
                                                     DnsServerConfig config) {
  std::unique_ptr<DnsServer> server(new DnsServer);
  uint16_t port = config.listen.port();
  if (port != 0) CHECKED(net::portIsFree(config.listen));
  for (auto* loop : loops) {
    auto worker = std::make_shared<Worker>(*loop, config);
    Result<> listening;
    loop->runAndWait([&] { listening = worker->listen(random, config, port); });
    server->loops_.push_back(loop);
    server->workers_.push_back(worker);
    if (!listening) return std::unexpected(std::move(listening).error());
    port = worker->port();
  }
  return server;
}

DnsServer::~DnsServer() {
  for (size_t i = 0; i < workers_.size(); ++i) loops_[i]->runAndWait([&] { workers_[i]->stop(); });
}

void DnsServer::publish(ZonePtr zone) {
  for (size_t i = 0; i < workers_.size(); ++i)
    loops_[i]->post([worker = workers_[i], zone] { worker->take(zone); });
}

uint16_t DnsServer::port() const {
  return workers_.front()->port();
}

DnsCounters DnsServer::counters() const {
  DnsCounters sum;
  for (const auto& worker : workers_) {
    sum.requests += worker->requests.load(std::memory_order_relaxed);
    sum.forwarded += worker->forwarded.load(std::memory_order_relaxed);
    sum.malformed += worker->malformed.load(std::memory_order_relaxed);
  }
  return sum;
}

}  // namespace seamark::dns
