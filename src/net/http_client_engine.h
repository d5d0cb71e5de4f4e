// The client's end of one HTTP connection, without sockets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "net/byte_protocol.h"
#include "net/http_client.h"

namespace seamark::net {

// How an exchange ended badly. Unprocessed: the server has certainly not begun with it, so that it may be
// sent again.
enum class Unprocessed : bool { No, Yes };

class ClientEngineEvents {
 public:
  virtual ~ClientEngineEvents() = default;
  virtual void onHeaders(uint64_t id, int status, const Headers& headers) = 0;
  virtual void onData(uint64_t id, std::string_view chunk) = 0;
  virtual void onEnd(uint64_t id, Result<> result, Unprocessed unprocessed) = 0;
};

class ClientEngine : public ByteProtocol {
 public:
  // The request is read before send() returns. Only while accepts().
  virtual void send(uint64_t id, const HttpClientRequest& request, const std::string& authority) = 0;
  // No event comes for it after that.
  virtual void cancel(uint64_t id) = 0;
  virtual bool accepts() const = 0;
  virtual bool idle() const = 0;
};

struct ClientEngineContext {
  ClientEngineEvents& events;
  const Clock& clock;
  std::function<void()> wake;
  std::string_view scheme = "https";  // a literal
};

std::unique_ptr<ClientEngine> makeHttp1ClientEngine(ClientEngineContext context);
std::unique_ptr<ClientEngine> makeHttp2ClientEngine(ClientEngineContext context);

inline constexpr size_t kAnswerHeaderBytes = 256 * 1024;

}  // namespace seamark::net
