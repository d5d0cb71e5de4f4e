// HttpClient: finds a connection for each request, makes one when there is none, and sends again what the
// server certainly has not begun with.
// SPDX-License-Identifier: Apache-2.0
#include "net/http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "base/assert.h"
#include "base/drop_room.h"
#include "net/connection.h"
#include "net/http_client_engine.h"
#include "net/resolver.h"
#include "net/socket.h"

namespace seamark::net {
namespace {

constexpr size_t kHttp1Connections = 32;
constexpr int kAttempts = 3;

struct Pending {
  HttpClientRequest request;
  HttpResponseSink sink;
  Executor::Timer timer = Executor::Timer::None;
  Connection* connection = nullptr;  // null: waits for one
  int attempts = 0;
  bool informed = false;
};

// The client without its handle: what runs inside a callback stays alive while the handle goes.
class ClientCore final : public ConnectionOwner,
                         public ClientEngineEvents,
                         public std::enable_shared_from_this<ClientCore> {
 public:
  ClientCore(EventLoop& loop, HttpClientConfig config, std::shared_ptr<TlsContext> tls)
      : loop_(loop), config_(std::move(config)), tls_(std::move(tls)), resolver_(loop) {
    const bool v6 = config_.host.find(':') != std::string::npos;
    authority_ = fmt::format("{}{}{}:{}", v6 ? "[" : "", config_.host, v6 ? "]" : "", config_.port);
  }

  uint64_t send(HttpClientRequest request, HttpResponseSink sink);
  void cancel(uint64_t id);
  void shutdown();

  std::unique_ptr<ByteProtocol> onReady(Connection& connection, std::string_view opening) override;
  void onGone(Connection& connection, const Status& why) override;
  void onHeaders(uint64_t id, int status, const Headers& headers) override;
  void onData(uint64_t id, std::string_view chunk) override;
  void onEnd(uint64_t id, Result<> result, Unprocessed unprocessed) override;

 private:
  static ClientEngine* engineOf(Connection& connection) {
    return connection.ready() ? static_cast<ClientEngine*>(connection.protocol()) : nullptr;
  }
  static void stopOn(Connection* connection, uint64_t id) {
    if (ClientEngine* const engine = connection ? engineOf(*connection) : nullptr) engine->cancel(id);
  }
  void assignLater();
  void assign();
  Connection* freeConnection();
  void openConnection();
  void connectNext();
  void fail(uint64_t id, Status why);
  void failWaiting(const Status& why);
  void sweepLater();

  EventLoop& loop_;
  HttpClientConfig config_;
  std::shared_ptr<TlsContext> tls_;
  std::string authority_;
  Resolver resolver_;
  std::unordered_map<uint64_t, std::shared_ptr<Pending>> pending_;
  std::deque<uint64_t> waiting_;
  std::unordered_map<Connection*, std::unique_ptr<Connection>> connections_;
  std::vector<SocketAddress> addresses_;  // still to be tried by this attempt
  Connection* connecting_ = nullptr;
  bool resolving_ = false;
  bool http2_ = false;
  bool assigning_ = false;
  bool dead_ = false;
  uint64_t lastId_ = 0;
  Executor::Timer sweep_ = Executor::Timer::None;
};

uint64_t ClientCore::send(HttpClientRequest request, HttpResponseSink sink) {
  SM_ASSERT(loop_.onThisThread());
  const uint64_t id = ++lastId_;
  auto entry = std::make_shared<Pending>(Pending{.request = std::move(request), .sink = std::move(sink)});
  if (entry->request.timeout > Duration::zero()) {
    entry->timer = loop_.after(entry->request.timeout, [this, id] {
      const auto it = pending_.find(id);
      if (it == pending_.end()) return;
      it->second->timer = Executor::Timer::None;
      stopOn(it->second->connection, id);
      fail(id, failure(fmt::format("{} did not answer in time", authority_)));
    });
  }
  pending_.emplace(id, std::move(entry));
  waiting_.push_back(id);
  assignLater();
  return id;
}

// Not inside send(): callbacks never come from there.
void ClientCore::assignLater() {
  if (std::exchange(assigning_, true)) return;
  loop_.post([core = shared_from_this()] {
    core->assigning_ = false;
    if (!core->dead_) core->assign();
  });
}

void ClientCore::assign() {
  while (!waiting_.empty()) {
    const uint64_t id = waiting_.front();
    const auto it = pending_.find(id);
    if (it == pending_.end() || it->second->connection) {
      waiting_.pop_front();  // cancelled
      continue;
    }
    Connection* const connection = freeConnection();
    if (!connection) return openConnection();
    waiting_.pop_front();
    it->second->connection = connection;
    ++it->second->attempts;
    const HttpClientRequest& request = it->second->request;
    const std::string* const host = request.headers.find("host");
    engineOf(*connection)->send(id, request, host ? *host : authority_);
  }
}

Connection* ClientCore::freeConnection() {
  for (const auto& [connection, owned] : connections_) {
    const ClientEngine* const engine = engineOf(*connection);
    if (engine && engine->accepts()) return connection;
  }
  return nullptr;
}

void ClientCore::openConnection() {
  if (connecting_ || resolving_) return;
  if (!http2_ && connections_.size() >= kHttp1Connections) return;  // one of them will be free
  resolving_ = true;
  resolver_.resolve(config_.host, config_.port, [this](Result<std::vector<SocketAddress>> found) {
    resolving_ = false;
    if (!found) return failWaiting(found.error());
    addresses_ = std::move(*found);
    std::reverse(addresses_.begin(), addresses_.end());
    connectNext();
  });
}

void ClientCore::connectNext() {
  const SocketAddress to = addresses_.back();
  addresses_.pop_back();
  auto socket = startConnect(to);
  if (!socket) {
    if (!addresses_.empty()) return connectNext();
    return failWaiting(socket.error());
  }
  auto connection = std::make_unique<Connection>(loop_.impl(), socket->release(), tls_, *this,
                                                 Connection::Options{.connecting = true, .server = false});
  connecting_ = connection.get();
  connections_.emplace(connecting_, std::move(connection));
  if (sweep_ == Executor::Timer::None) sweepLater();
}

std::unique_ptr<ByteProtocol> ClientCore::onReady(Connection& connection, std::string_view) {
  connecting_ = nullptr;
  const bool negotiated = connection.tls() && connection.tls()->alpn() == "h2";
  http2_ =
      config_.version == HttpVersion::Http2 || (config_.version == HttpVersion::Negotiated && negotiated);
  ClientEngineContext context{.events = *this,
                              .clock = loop_.clock(),
                              .wake = [&connection] { connection.wake(); },
                              .scheme = config_.tls ? "https" : "http"};
  assignLater();
  return http2_ ? makeHttp2ClientEngine(std::move(context)) : makeHttp1ClientEngine(std::move(context));
}

void ClientCore::onGone(Connection& connection, const Status& why) {
  const auto it = connections_.find(&connection);
  SM_ASSERT(it != connections_.end());
  loop_.post([core = shared_from_this(), kept = std::shared_ptr<Connection>(std::move(it->second))] {});
  connections_.erase(it);
  if (dead_) return;
  if (&connection == connecting_) {
    connecting_ = nullptr;
    if (!addresses_.empty()) return connectNext();
    return failWaiting(failure(fmt::format("{}: {}", authority_, why.message)));
  }
  if (!waiting_.empty()) assignLater();
}

void ClientCore::failWaiting(const Status& why) {
  const auto waiting = std::exchange(waiting_, {});
  const auto kept = shared_from_this();
  for (const uint64_t id : waiting) fail(id, why);
}

void ClientCore::fail(uint64_t id, Status why) {
  const auto node = pending_.extract(id);
  if (node.empty()) return;
  loop_.cancel(node.mapped()->timer);
  if (node.mapped()->sink.onEnd) node.mapped()->sink.onEnd(Failure(std::move(why)));
}

void ClientCore::onHeaders(uint64_t id, int status, const Headers& headers) {
  const auto it = pending_.find(id);
  if (it == pending_.end()) return;
  const auto entry = it->second;  // the callback may cancel it
  entry->informed = true;
  loop_.cancel(entry->timer);
  entry->timer = Executor::Timer::None;
  dropRoom(entry->request.body);
  if (entry->sink.onHeaders) entry->sink.onHeaders(status, headers);
}

void ClientCore::onData(uint64_t id, std::string_view chunk) {
  const auto it = pending_.find(id);
  if (it == pending_.end()) return;
  const auto entry = it->second;
  if (entry->sink.onData) entry->sink.onData(chunk);
}

void ClientCore::onEnd(uint64_t id, Result<> result, Unprocessed unprocessed) {
  const auto it = pending_.find(id);
  if (it == pending_.end()) return;
  const auto entry = it->second;
  entry->connection = nullptr;
  if (unprocessed == Unprocessed::Yes && !entry->informed && entry->attempts < kAttempts) {
    waiting_.push_back(id);
    return assignLater();
  }
  pending_.erase(it);
  loop_.cancel(entry->timer);
  if (!waiting_.empty()) assignLater();  // an HTTP/1.1 connection is free again
  if (!entry->sink.onEnd) return;
  if (!result) result.error().message = fmt::format("{}: {}", authority_, result.error().message);
  entry->sink.onEnd(std::move(result));
}

void ClientCore::cancel(uint64_t id) {
  const auto node = pending_.extract(id);
  if (node.empty()) return;
  loop_.cancel(node.mapped()->timer);
  stopOn(node.mapped()->connection, id);
  if (!waiting_.empty()) assignLater();
}

void ClientCore::sweepLater() {
  const Duration every =
      std::clamp<Duration>(config_.connectTimeout / 4, std::chrono::milliseconds(5), std::chrono::seconds(1));
  sweep_ = loop_.after(every, [core = shared_from_this()] {
    core->sweep_ = Executor::Timer::None;
    std::vector<Connection*> all;
    for (const auto& [connection, owned] : core->connections_) all.push_back(connection);
    const SteadyTime now = core->loop_.clock().steady();
    for (Connection* connection : all) {
      if (core->connections_.contains(connection))
        connection->checkDeadlines(now, core->config_.connectTimeout);
    }
    if (!core->dead_ && !core->connections_.empty() && core->sweep_ == Executor::Timer::None)
      core->sweepLater();
  });
}

void ClientCore::shutdown() {
  dead_ = true;
  loop_.cancel(sweep_);
  const auto pending = std::exchange(pending_, {});
  for (const auto& [id, entry] : pending) loop_.cancel(entry->timer);
  waiting_.clear();
  resolver_.cancel();
  std::vector<Connection*> all;
  for (const auto& [connection, owned] : connections_) all.push_back(connection);
  for (Connection* connection : all) connection->close(failure("the client is gone"));
}

class Client final : public HttpClient {
 public:
  Client(EventLoop& loop, HttpClientConfig config, std::shared_ptr<TlsContext> tls)
      : core_(std::make_shared<ClientCore>(loop, std::move(config), std::move(tls))) {}
  ~Client() override { core_->shutdown(); }
  Exchange send(HttpClientRequest request, HttpResponseSink sink) override {
    return static_cast<Exchange>(core_->send(std::move(request), std::move(sink)));
  }
  void cancel(Exchange exchange) override { core_->cancel(static_cast<uint64_t>(exchange)); }

 private:
  std::shared_ptr<ClientCore> core_;
};

}  // namespace

Result<std::unique_ptr<HttpClient>> HttpClient::make(EventLoop& loop, HttpClientConfig config) {
  std::shared_ptr<TlsContext> tls;
  if (config.tls) {
    TRY(tls, TlsContext::forClient(config));
  }
  return std::make_unique<Client>(loop, std::move(config), std::move(tls));
}

}  // namespace seamark::net
