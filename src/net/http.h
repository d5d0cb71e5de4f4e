// HTTP as the other parts see it: a request that has arrived whole, and an answer that is given whole or as a
// stream. Nothing here knows Asio, Beast, nghttp2 or OpenSSL.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/executor.h"

namespace seamark::net {

// Header fields in order; names are compared without regard to case.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  const std::string* find(std::string_view name) const;            // the first, or null
  std::vector<std::string_view> all(std::string_view name) const;  // every value in order
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// Who is at the other end. The certificate's parts are set only when TLS verified it against the client CA.
struct Peer {
  std::string address;  // "127.0.0.1:40122"
  bool certificateVerified = false;
  bool certificateRefused = false;  // one was shown and not believed (TlsServerConfig::admitUnverified)
  // The verified one is good until then. A connection may outlive it.
  WallTime certificateExpires = WallTime::max();
  std::string commonName;
  std::vector<std::string> organizations;
  std::string certificateSha256;  // hex of the DER's digest
};

struct HttpRequest {
  std::string method;
  std::string target;  // path and query as sent
  std::string path;    // percent-decoded; empty when the target cannot be decoded
  Headers headers;
  std::string body;
  bool bodyTooLarge = false;  // the body was longer than the server's limit; `body` is empty
  bool bodyUnread = false;    // the server's gate did not want it; `body` is empty
  std::shared_ptr<const Peer> peer;
  int httpMajor = 1;

  // The query's parameters in order, percent- and plus-decoded; bad escapes are kept as they are.
  std::vector<std::pair<std::string, std::string>> query() const;
};

// A body that is made while it is sent, so that no byte of it waits anywhere. Used on the connection's loop, and
// destroyed there as soon as it has ended or the client is gone.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // Puts up to `room` bytes (at least one) into `into`; less than `room` also before the end.
  virtual size_t read(char* into, size_t room) = 0;
  // Nothing is to come any more. Never before the first read().
  virtual bool ended() const = 0;
};

// The answering end of one exchange. Lives on its connection's loop: every call there, every callback from
// there. Dropping the last reference without an answer sends a 500. When the client goes away calls do
// nothing.
class HttpResponder {
 public:
  virtual ~HttpResponder() = default;
  // The whole answer. content-length and date are added. The chunks are sent one after the other.
  virtual void respond(int status, Headers headers, std::vector<Bytes> body) = 0;
  // A body of unknown length. `body` may hold this responder.
  virtual void respondFrom(int status, Headers headers, std::unique_ptr<BodySource> body) = 0;
  // A stream: start once, write any number of times, finish. Chunked in HTTP/1.1, DATA frames in HTTP/2. What
  // is written in one turn of the loop leaves in as few packets as possible.
  virtual void start(int status, Headers headers) = 0;
  virtual void write(Bytes chunk) = 0;
  virtual void finish() = 0;
  // Ends the exchange at once: closes an HTTP/1.1 connection, resets an HTTP/2 stream.
  virtual void abort() = 0;
  // Bytes written and not yet taken by the socket: a producer stops above its bound and goes on from
  // onDrained.
  virtual size_t queued() const = 0;
  // Called each time the queue has become empty after having held something.
  virtual void onDrained(std::function<void()> callback) = 0;
  // Called once when the client has gone or the answer was aborted, not after a finished answer.
  virtual void onClosed(std::function<void()> callback) = 0;
  virtual bool closed() const = 0;
  virtual Executor& executor() = 0;
};

// The percent-decoded path of a request's target (origin form, absolute form, or `*`); empty when it holds a
// bad escape or is not a path.
std::string decodedPath(std::string_view target);
// `Mon, 23 Nov 2026 15:04:05 GMT`, as the date header has it; made once a second and thread.
std::string_view httpDate(const Clock& clock);
// "Not Found" for 404; "" when unknown.
std::string_view reasonPhrase(int status);
bool equalsIgnoringCase(std::string_view a, std::string_view b);

// `handler` calls run inside the connection's work: they may answer at once or later, and must not block.
using HttpHandler = std::function<void(HttpRequest, std::shared_ptr<HttpResponder>)>;
// Whether a sender is let in: asked once a request's fields have come and its body is longer than what a connection
// may hold by itself (64 KiB). False: the request goes to the handler at once, with bodyUnread. `head` has no whole
// body. As the handler, called inside the connection's work.
using HttpGate = std::function<bool(const HttpRequest& head)>;

}  // namespace seamark::net
