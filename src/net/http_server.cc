// HttpServer: one listener, and a shard of connections on each loop.
// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.h"

#include <sys/epoll.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <unordered_map>

#include "base/assert.h"
#include "base/log.h"
#include "net/connection.h"
#include "net/http_engine.h"
#include "net/socket.h"

namespace seamark::net {
namespace {

// The store, DNS and whatever else runs in the process need descriptors too.
constexpr size_t kOtherDescriptors = 100;

// So many that accept() never fails for want of a descriptor: a client that is closed knows to try elsewhere
// or later, one that waits in the backlog does not.
size_t mostConnections(size_t wanted) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return wanted;
  const size_t all = files.rlim_cur;
  return std::min(wanted, all > 2 * kOtherDescriptors ? all - kOtherDescriptors : all / 2);
}

// What all shards share; nothing here changes but the counters.
struct ServerShared {
  explicit ServerShared(const HttpLimits& bounds) : limits(bounds), unfinished(bounds.allUnfinishedBytes) {
    limits.connections = mostConnections(bounds.connections);
  }
  HttpLimits limits;
  RequestBudget unfinished;
  HttpHandler handler;
  HttpGate gate;
  std::shared_ptr<TlsContext> tls;
  std::atomic<size_t> connections{0};
  std::mutex mutex;
  std::condition_variable emptied;  // some shard has become empty
};

// The connections of one loop. Lives there.
class Shard final : public ConnectionOwner {
 public:
  Shard(EventLoop& loop, ServerShared& shared) : loop_(loop), shared_(shared) {}

  EventLoop& loop() { return loop_; }
  size_t load() const { return load_.load(std::memory_order_relaxed); }
  void reserve() {
    load_.fetch_add(1, std::memory_order_relaxed);
    shared_.connections.fetch_add(1, std::memory_order_relaxed);
  }
  void adopt(Socket socket, const SocketAddress& from);
  void beginShutdown();
  void closeAll();
  bool empty() const { return load() == 0; }

  std::unique_ptr<ByteProtocol> onReady(Connection& connection, std::string_view opening) override;
  void onGone(Connection& connection, const Status& why) override;

 private:
  struct Held {
    std::unique_ptr<Connection> connection;
    SocketAddress from;
  };
  void release();
  void sweep();
  void sweepLater();

  EventLoop& loop_;
  ServerShared& shared_;
  std::unordered_map<Connection*, Held> connections_;
  std::atomic<size_t> load_{0};
  Executor::Timer timer_ = Executor::Timer::None;
  bool closing_ = false;
};

void Shard::adopt(Socket socket, const SocketAddress& from) {
  if (closing_) return release();
  setTcpOptions(socket.fd());
  auto connection =
      std::make_unique<Connection>(loop_.impl(), socket.release(), shared_.tls, *this,
                                   Connection::Options{.writeTimeout = shared_.limits.writeTimeout});
  Connection* const key = connection.get();
  connections_.emplace(key, Held{std::move(connection), from});
  if (timer_ == Executor::Timer::None) sweepLater();
}

std::unique_ptr<ByteProtocol> Shard::onReady(Connection& connection, std::string_view opening) {
  if (closing_) return nullptr;
  auto peer = std::make_shared<Peer>();
  peer->address = connections_.at(&connection).from.text();
  if (connection.tls()) connection.tls()->describePeer(*peer);
  const bool http2 = connection.tls() ? connection.tls()->alpn() == "h2" : opening.starts_with("PRI");
  EngineContext context{.executor = loop_,
                        .limits = shared_.limits,
                        .handler = shared_.handler,
                        .peer = std::move(peer),
                        .wake = [&connection] { connection.wake(); },
                        .requests = &shared_.unfinished,
                        .gate = &shared_.gate};
  return http2 ? makeHttp2Engine(std::move(context)) : makeHttp1Engine(std::move(context));
}

void Shard::onGone(Connection& connection, const Status& why) {
  if (!why.message.empty()) log::debug("connection closed", {{"reason", why.message}});
  const auto it = connections_.find(&connection);
  SM_ASSERT(it != connections_.end());
  // Destroyed in a later turn: its own code is still running.
  loop_.post([kept = std::shared_ptr<Connection>(std::move(it->second.connection))] {});
  connections_.erase(it);
  release();
}

void Shard::release() {
  shared_.connections.fetch_sub(1, std::memory_order_relaxed);
  const std::lock_guard lock(shared_.mutex);
  if (load_.fetch_sub(1, std::memory_order_relaxed) == 1) shared_.emptied.notify_all();
}

// Time limits are looked at every now and then instead of with a timer for each connection: nothing has to be
// set or cancelled when a request comes.
void Shard::sweepLater() {
  const auto& l = shared_.limits;
  const Duration shortest =
      std::min({l.headerTimeout, l.bodyTimeout, l.idleTimeout, l.handshakeTimeout, l.writeTimeout});
  const Duration every =
      std::clamp<Duration>(shortest / 4, std::chrono::milliseconds(5), std::chrono::seconds(1));
  timer_ = loop_.after(every, [this] { sweep(); });
}

void Shard::sweep() {
  timer_ = Executor::Timer::None;
  std::vector<Connection*> all;
  all.reserve(connections_.size());
  for (const auto& [connection, held] : connections_) all.push_back(connection);
  const SteadyTime now = loop_.clock().steady();
  for (Connection* connection : all) connection->checkDeadlines(now, shared_.limits.handshakeTimeout);
  if (!connections_.empty()) sweepLater();
}

void Shard::beginShutdown() {
  closing_ = true;
  std::vector<Connection*> all;
  for (const auto& [connection, held] : connections_) all.push_back(connection);
  for (Connection* connection : all) {
    if (connection->ready())
      static_cast<HttpEngine*>(connection->protocol())->beginShutdown();
    else if (!connection->protocol())
      connection->close(failure("the server is stopping"));
  }
}

void Shard::closeAll() {
  closing_ = true;
  loop_.cancel(timer_);
  std::vector<Connection*> all;
  for (const auto& [connection, held] : connections_) all.push_back(connection);
  for (Connection* connection : all) connection->close(failure("the server is stopping"));
}

// Accepts on one loop and gives each socket to the loop that has the fewest.
class Listener final : DescriptorHandler {
 public:
  Listener(EventLoop& loop, Socket socket, ServerShared& shared, std::vector<std::unique_ptr<Shard>>& shards)
      : loop_(loop), socket_(std::move(socket)), shared_(shared), shards_(shards) {}

  int fd() const { return socket_.fd(); }
  void open() { registration_ = loop_.impl().add(socket_.fd(), EPOLLIN, *this); }
  void close() {
    if (!socket_) return;
    loop_.cancel(pause_);
    loop_.impl().remove(registration_);
    socket_ = Socket();
  }

 private:
  void onEvents(uint32_t) override {
    for (int i = 0; i < 64; ++i) {
      SocketAddress from;
      from.length = sizeof from.storage;
      Socket accepted(accept4(socket_.fd(), reinterpret_cast<sockaddr*>(&from.storage), &from.length,
                              SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (!accepted) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) pause(errno);
        if (errno == ECONNABORTED || errno == EINTR) continue;
        return;
      }
      if (shared_.connections.load(std::memory_order_relaxed) >= shared_.limits.connections) continue;
      handOver(std::move(accepted), from);
    }
  }

  void handOver(Socket socket, const SocketAddress& from) {
    Shard& shard = **std::min_element(shards_.begin(), shards_.end(),
                                      [](const auto& a, const auto& b) { return a->load() < b->load(); });
    shard.reserve();
    if (shard.loop().onThisThread()) return shard.adopt(std::move(socket), from);
    shard.loop().post([&shard, from, kept = std::make_shared<Socket>(std::move(socket))] {
      shard.adopt(std::move(*kept), from);
    });
  }

  // Out of descriptors: trying again at once would only burn the loop.
  void pause(int error) {
    log::warning("cannot accept connections for a moment", {{"error", errorText(error)}});
    loop_.impl().change(registration_, 0);
    pause_ =
        loop_.after(std::chrono::milliseconds(100), [this] { loop_.impl().change(registration_, EPOLLIN); });
  }

  EventLoop& loop_;
  Socket socket_;
  ServerShared& shared_;
  std::vector<std::unique_ptr<Shard>>& shards_;
  uint64_t registration_ = 0;
  Executor::Timer pause_ = Executor::Timer::None;
};

class Server final : public HttpServer {
 public:
  Server(const std::vector<EventLoop*>& loops, Socket socket, std::shared_ptr<TlsContext> tls,
         const HttpLimits& limits, HttpHandler handler, HttpGate gate)
      : shared_(limits),
        port_(localPort(socket.fd())),
        listener_(*loops[0], std::move(socket), shared_, shards_) {
    shared_.handler = std::move(handler);
    shared_.gate = std::move(gate);
    shared_.tls = std::move(tls);
    for (EventLoop* loop : loops) shards_.push_back(std::make_unique<Shard>(*loop, shared_));
    loops[0]->runAndWait([this] { listener_.open(); });
  }
  ~Server() override { close(Duration::zero()); }

  uint16_t port() const override { return port_; }

  void close(Duration grace) override {
    if (std::exchange(closed_, true)) return;
    shards_[0]->loop().runAndWait([this] { listener_.close(); });
    for (auto& shard : shards_) shard->loop().runAndWait([&shard] { shard->beginShutdown(); });
    {
      std::unique_lock lock(shared_.mutex);
      shared_.emptied.wait_for(lock, grace, [this] {
        return std::all_of(shards_.begin(), shards_.end(), [](const auto& shard) { return shard->empty(); });
      });
    }
    for (auto& shard : shards_) {
      shard->loop().runAndWait([&shard] { shard->closeAll(); });
      shard->loop().runAndWait([] {});  // what closeAll posted has run: the connections are destroyed
    }
  }

 private:
  ServerShared shared_;
  uint16_t port_;
  std::vector<std::unique_ptr<Shard>> shards_;
  Listener listener_;
  bool closed_ = false;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::listen(std::vector<EventLoop*> loops,
                                                       const std::string& address, uint16_t port,
                                                       std::optional<TlsServerConfig> tls, HttpLimits limits,
                                                       HttpHandler handler, HttpGate gate) {
  SM_ASSERT(!loops.empty());
  TRY(const auto local, SocketAddress::parse(address, port));
  std::shared_ptr<TlsContext> context;
  if (tls) {
    TRY(context, TlsContext::forServer(*tls));
  }
  TRY(Socket socket, listenTcp(local, false));
  return std::make_unique<Server>(loops, std::move(socket), std::move(context), limits, std::move(handler),
                                  std::move(gate));
}

}  // namespace seamark::net
