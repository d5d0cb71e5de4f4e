// One port that speaks HTTP/1.1 and HTTP/2 over TLS (ALPN), on any number of loops. Or plain HTTP/1.1 (and
// h2c by prior knowledge) for metrics and health on loopback.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/event_loop.h"
#include "net/http.h"

namespace seamark::net {

struct TlsServerConfig {
  std::string certificatePem;  // chain, leaf first
  std::string privateKeyPem;
  std::string clientCaPem;  // empty: client certificates are not asked for; never required
  // A client certificate that the CA does not vouch for: false fails the handshake, true admits the
  // connection with Peer::certificateRefused set (what kube-apiserver does: it then answers 401).
  bool admitUnverified = false;
};

// Bounds on what a client may take. Every one has a visible behaviour (a status, a closed connection).
struct HttpLimits {
  size_t bodyBytes = 3 * 1024 * 1024;   // above: HttpRequest::bodyTooLarge
  size_t headerBytes = 1024 * 1024;     // above: 431 and close / stream error
  size_t connections = 20'000;          // above, or when few descriptors are left: new ones are closed
  uint32_t streamsPerConnection = 250;  // SETTINGS_MAX_CONCURRENT_STREAMS
  uint32_t resetsPerMinute = 1'000;     // rapid reset: more is GOAWAY
  Duration headerTimeout = std::chrono::seconds(32);  // from first byte to end of headers
  Duration bodyTimeout = std::chrono::seconds(60);
  Duration idleTimeout = std::chrono::minutes(3);  // a connection without an exchange
  Duration handshakeTimeout = std::chrono::seconds(10);
  Duration writeTimeout = std::chrono::seconds(60);  // a peer that takes nothing of what waits for it
  size_t unfinishedBytes =
      16 * 1024 * 1024;  // requests still arriving on one connection: more resets a stream
  // Requests still arriving on all connections, beyond 64 KiB that each has for itself: more is 429. With a gate, a
  // quarter of it for what it has not let in.
  size_t allUnfinishedBytes = 256 * 1024 * 1024;
  uint32_t idleFramesPerMinute = 10'000;  // HTTP/2 PING, SETTINGS, PRIORITY, empty DATA: more is GOAWAY
};

class HttpServer {
 public:
  // Listens on address:port (0: any free one) and starts accepting. `handler` is called on the connection's
  // loop, and `gate`, if there is one, too. The error says what to do: `cannot listen on 127.0.0.1:6443: address already in use; stop the other
  // process or choose another port with --secure-port`-like texts are made by the caller from the Status'
  // message.
  static Result<std::unique_ptr<HttpServer>> listen(std::vector<EventLoop*> loops, const std::string& address,
                                                    uint16_t port, std::optional<TlsServerConfig> tls,
                                                    HttpLimits limits, HttpHandler handler,
                                                    HttpGate gate = {});
  virtual ~HttpServer() = default;  // close(0)
  virtual uint16_t port() const = 0;
  // Stops accepting, tells HTTP/2 clients to go away, gives answers that are under way until `grace`, then
  // closes. Waits.
  virtual void close(Duration grace) = 0;
};

}  // namespace seamark::net
