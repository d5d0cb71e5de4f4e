// HttpEngine: the server's end of one HTTP connection, without sockets: bytes in, requests to the handler;
// answers in, bytes out. Http1Engine and Http2Engine are such.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "net/byte_protocol.h"
#include "net/exchange.h"
#include "net/http_server.h"
#include "net/request_budget.h"

namespace seamark::net {

// What an engine is given. All of it outlives the engine.
struct EngineContext {
  Executor& executor;
  const HttpLimits& limits;
  const HttpHandler& handler;
  std::shared_ptr<const Peer> peer;
  std::function<void()> wake;         // produce() may have something now
  RequestBudget* requests = nullptr;  // of all connections; null: unbounded
  const HttpGate* gate = nullptr;     // null, or empty: everybody is let in
};

class HttpEngine : public ByteProtocol, public ExchangeEngine {
 public:
  explicit HttpEngine(EngineContext context) : context_(std::move(context)) {}

  // Finishes what is under way, takes nothing new, then is finished().
  virtual void beginShutdown() = 0;
  bool notifyDrained() override;
  Executor& engineExecutor() override { return context_.executor; }

 protected:
  // Asks the gate about a request whose body is long; true when there is none.
  bool isLetIn(HttpRequest& head) const;
  bool hasGate() const { return context_.gate && *context_.gate; }
  // Hands the request over. A handler's exception is logged and answered with a 500.
  void deliver(HttpRequest request, std::shared_ptr<Exchange> exchange);
  // To be called after Exchange::take().
  void noteDrained(const std::shared_ptr<Exchange>& exchange) {
    if (exchange->drainedCallbackDue()) drained_.push_back(exchange);
  }
  SteadyTime now() const { return context_.executor.clock().steady(); }
  void wake() { context_.wake(); }

  EngineContext context_;

 private:
  std::vector<std::shared_ptr<Exchange>> drained_;
};

std::unique_ptr<HttpEngine> makeHttp1Engine(EngineContext context);
std::unique_ptr<HttpEngine> makeHttp2Engine(EngineContext context);

// An answer's field value as it may stand on the wire: without line breaks and NUL.
std::string safeFieldValue(std::string value);
// 1xx, 204 and 304 have no body and no length.
inline bool mayHaveBody(int status) {
  return status >= 200 && status != 204 && status != 304;
}

}  // namespace seamark::net
