// TLS between bytes and bytes: OpenSSL without sockets. A session holds no buffer of its own while it is
// idle; input comes from and output goes to buffers that the caller lends for one call.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http.h"
#include "net/http_client.h"
#include "net/http_server.h"

struct ssl_ctx_st;
struct ssl_st;

namespace seamark::net {

// Certificates, keys and rules; shared by all sessions, on any thread, once made.
class TlsContext {
 public:
  // The error names what could not be read.
  static Result<std::shared_ptr<TlsContext>> forServer(const TlsServerConfig& config);
  static Result<std::shared_ptr<TlsContext>> forClient(const HttpClientConfig& config);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

 private:
  friend class TlsSession;
  explicit TlsContext(ssl_ctx_st* context) : context_(context) {}
  ssl_ctx_st* context_;
  bool server_ = false;
  std::string serverName_;  // client: SNI and what the certificate is checked for
  bool verify_ = true;
};

class TlsSession {
 public:
  enum class Outcome { Ok, NeedInput, Ended, Failed };

  explicit TlsSession(std::shared_ptr<TlsContext> context);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // What follows works on `input` (taken as far as possible) and appends to `output`, until the next lend().
  void lend(std::string_view input, std::string& output);
  bool inputLeft() const { return !input_.empty(); }

  Outcome handshake();  // Ok once
  // Decrypts into `buffer`; `size` bytes when Ok. Ended: the peer said that it will send no more.
  Outcome read(char* buffer, size_t room, size_t& size);
  Outcome write(std::string_view plain);  // Ok or Failed
  void sayGoodbye();                      // close_notify
  // After Failed: what went wrong, in one line.
  std::string error() const { return error_; }
  // After Failed: the client sent plain HTTP where a handshake was due.
  bool sawPlainHttp() const { return sawPlainHttp_; }

  std::string_view alpn() const;
  // Fills in what the peer's certificate says.
  void describePeer(Peer& peer) const;

 private:
  Outcome outcomeOf(int result);
  friend struct BioCallbacks;
  std::shared_ptr<TlsContext> context_;
  ssl_st* ssl_;
  std::string_view input_;
  std::string* output_ = nullptr;
  std::string error_;
  bool sawPlainHttp_ = false;
};

}  // namespace seamark::net
