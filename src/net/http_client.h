// An HTTP(S) client for one server: HTTP/2 with many exchanges on one connection, or HTTP/1.1 with a connection
// an exchange under way. Reconnects on the next request. Lives on one loop: used and destroyed on
// its thread (make() may be called anywhere), also from within its own callbacks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/event_loop.h"
#include "net/http.h"

namespace seamark::net {

// Which HTTP is spoken. Negotiated: over TLS what ALPN gives, else HTTP/1.1. Http2 without TLS is prior
// knowledge (RFC 9113 3.3).
enum class HttpVersion : uint8_t { Negotiated, Http1, Http2 };

struct HttpClientConfig {
  std::string host;  // a name or an address
  uint16_t port = 443;
  bool tls = true;
  HttpVersion version = HttpVersion::Negotiated;
  std::string caPem;       // what the server's certificate is verified against; empty: the system's
  bool insecure = false;   // insecure-skip-tls-verify
  std::string serverName;  // SNI and verification; empty: host
  std::string certificatePem, privateKeyPem;  // the client's own, or empty
  Duration connectTimeout = std::chrono::seconds(10);
};

struct HttpClientRequest {
  std::string method;
  std::string target;
  Headers headers;  // a `host` takes the place of the configured one
  std::string body;
  Duration timeout{};  // until the headers of the answer; zero: none
};

// Called on the client's loop. onEnd comes exactly once, last: success after a whole body, else why not.
struct HttpResponseSink {
  std::function<void(int status, const Headers&)> onHeaders;
  std::function<void(std::string_view chunk)> onData;
  std::function<void(Result<>)> onEnd;
};

class HttpClient {
 public:
  enum class Exchange : uint64_t {};
  static Result<std::unique_ptr<HttpClient>> make(EventLoop& loop, HttpClientConfig config);
  virtual ~HttpClient() = default;  // ends what is under way without calling back
  virtual Exchange send(HttpClientRequest request, HttpResponseSink sink) = 0;
  virtual void cancel(Exchange exchange) = 0;  // no call back after it
};

}  // namespace seamark::net
