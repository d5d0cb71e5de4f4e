// Connection: a socket, with or without TLS, that feeds a ByteProtocol. What the protocol wants to say in one
// turn of the loop leaves as full TLS records in as few system calls as possible.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "net/byte_protocol.h"
#include "net/event_loop_impl.h"
#include "net/tls.h"

namespace seamark::net {

class Connection;

class ConnectionOwner {
 public:
  virtual ~ConnectionOwner() = default;
  // The transport is ready (TLS: after the handshake). `opening` is what arrived first on a plain connection,
  // to tell HTTP/2 by. Null: close.
  virtual std::unique_ptr<ByteProtocol> onReady(Connection& connection, std::string_view opening) = 0;
  // The connection is closed and its protocol told. The owner may not destroy it inside this call.
  virtual void onGone(Connection& connection, const Status& why) = 0;
};

// Lives on one loop.
class Connection final : DescriptorHandler, TurnEndHandler {
 public:
  struct Options {
    bool connecting = false;  // connect() is under way
    bool server = true;       // lingers when it closes, so that the last answer arrives
    Duration writeTimeout = std::chrono::seconds(60);
  };
  // Takes over `fd`, a non-blocking socket.
  Connection(EventLoop::Impl& loop, int fd, std::shared_ptr<TlsContext> tls, ConnectionOwner& owner,
             Options options);
  ~Connection() override;

  // Something may be ready to be produced: looked at when this turn ends.
  void wake();
  void close(const Status& why);
  // False: it took too long over something and has been closed.
  bool checkDeadlines(SteadyTime now, Duration handshakeTimeout);

  ByteProtocol* protocol() { return protocol_.get(); }
  const TlsSession* tls() const { return tls_.get(); }
  int fd() const { return fd_; }
  bool ready() const { return state_ == State::Open; }

 private:
  enum class State : uint8_t { Connecting, Handshake, Sniffing, Open, Lingering, Closed };

  void onEvents(uint32_t events) override;
  void onTurnEnd() override;
  void connected();
  void readSocket();
  void take(std::string_view bytes);  // from the socket
  void opened(std::string_view opening);
  void readTls(std::string_view bytes);
  void endOfInput();
  void flush();
  bool send(std::string_view& bytes);
  bool sendOut(std::string& output);
  bool sendUnsent();
  void keepUnsent(std::string& output, size_t from);
  bool hasUnsent() const { return unsentFrom_ < unsentBytes_.size(); }
  void updateInterest();
  void finish();
  void failTls();
  void linger();
  Status systemError(const char* what) const;

  EventLoop::Impl& loop_;
  ConnectionOwner& owner_;
  std::unique_ptr<TlsSession> tls_;
  std::unique_ptr<ByteProtocol> protocol_;
  std::string unsentBytes_;  // for the socket, which is full; from unsentFrom_ on
  size_t unsentFrom_ = 0;
  std::string opening_;
  uint64_t registration_ = 0;
  SteadyTime since_;  // of the state; Open: of the last progress in sending
  Duration writeTimeout_;
  int fd_;
  State state_;
  bool server_;
  bool wakeAsked_ = false;
  bool readEnded_ = false;
  bool goodbyeSaid_ = false;
  bool moreToProduce_ = false;  // the turn's share is used up
};

}  // namespace seamark::net
