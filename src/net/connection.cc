// SPDX-License-Identifier: Apache-2.0
#include "net/connection.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/assert.h"
#include "base/drop_room.h"

namespace seamark::net {
namespace {

// One system call's worth of records.
constexpr size_t kSendBytes = 128 * 1024;
// What one connection may send in one turn while others wait.
constexpr size_t kTurnBytes = 512 * 1024;
// Above this the peer has to take what waits before it is listened to again.
constexpr size_t kUnsentBytes = 64 * 1024;
constexpr Duration kLinger = std::chrono::seconds(2);
constexpr std::string_view kPreface = "PRI * HTTP/2.0";
// What Go's server says to a client that forgot TLS.
constexpr std::string_view kNotHttps =
    "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

}  // namespace

Connection::Connection(EventLoop::Impl& loop, int fd, std::shared_ptr<TlsContext> tls, ConnectionOwner& owner,
                       Options options)
    : loop_(loop),
      owner_(owner),
      tls_(tls ? std::make_unique<TlsSession>(std::move(tls)) : nullptr),
      since_(loop.clock_.steady()),
      writeTimeout_(options.writeTimeout),
      fd_(fd),
      state_(options.connecting ? State::Connecting
             : tls_             ? State::Handshake
                                : State::Sniffing),
      server_(options.server) {
  registration_ = loop_.add(fd_, options.connecting ? EPOLLOUT : EPOLLIN, *this);
}

Connection::~Connection() {
  if (state_ == State::Closed) return;
  state_ = State::Closed;
  if (wakeAsked_) loop_.forgetTurnEnd(*this);
  loop_.remove(registration_);
  ::close(fd_);
}

void Connection::onEvents(uint32_t events) {
  if (state_ == State::Connecting) return connected();
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readSocket();
  if (state_ != State::Closed && (events & EPOLLOUT)) flush();
}

void Connection::connected() {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) {
    errno = error;
    return close(systemError("cannot connect"));
  }
  since_ = loop_.clock_.steady();
  if (!tls_) return opened({});
  state_ = State::Handshake;
  readTls({});  // says hello
}

void Connection::readSocket() {
  // One read a turn: what is left makes the descriptor ready again, after the others have had theirs.
  const ssize_t length = recv(fd_, loop_.buffers.input.get(), LoopBuffers::kInput, 0);
  if (length > 0) return take({loop_.buffers.input.get(), static_cast<size_t>(length)});
  if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (state_ == State::Lingering) return close({});
  if (length < 0) return close(systemError("connection lost"));
  endOfInput();
}

void Connection::take(std::string_view bytes) {
  switch (state_) {
    case State::Lingering:
      return;  // not read any more, only taken so that no RST goes out
    case State::Sniffing:
      opening_.append(bytes);
      // "PRI" is no method: three bytes tell HTTP/2 with prior knowledge from HTTP/1.
      if (opening_.size() < 3 && kPreface.starts_with(opening_)) return;
      opened(std::exchange(opening_, {}));
      return;
    case State::Open:
      if (tls_) return readTls(bytes);
      protocol_->receive(bytes);
      return wake();
    default:
      return readTls(bytes);
  }
}

void Connection::opened(std::string_view opening) {
  protocol_ = owner_.onReady(*this, opening);
  if (state_ == State::Closed) return;
  if (!protocol_) return close(failure("connection refused"));
  state_ = State::Open;
  since_ = loop_.clock_.steady();
  if (!opening.empty()) protocol_->receive(opening);
  wake();
}

void Connection::readTls(std::string_view bytes) {
  // Replies of TLS itself go straight out; they are few.
  std::string output;
  tls_->lend(bytes, output);
  if (state_ == State::Handshake) {
    const auto outcome = tls_->handshake();
    unsentBytes_ += std::exchange(output, {});
    if (outcome == TlsSession::Outcome::Ok)
      opened({});
    else if (outcome != TlsSession::Outcome::NeedInput)
      return failTls();
    if (state_ == State::Handshake) return wake();
  }
  while (state_ == State::Open && tls_->inputLeft()) {
    size_t size = 0;
    const auto outcome = tls_->read(loop_.buffers.plain.get(), LoopBuffers::kRecord, size);
    if (outcome == TlsSession::Outcome::Failed) {
      unsentBytes_ += output;
      return failTls();
    }
    if (outcome == TlsSession::Outcome::Ended) {
      endOfInput();
      break;
    }
    if (outcome == TlsSession::Outcome::NeedInput) break;
    protocol_->receive({loop_.buffers.plain.get(), size});
  }
  if (state_ == State::Closed) return;
  unsentBytes_ += output;
  wake();
}

// The alert that says why is already in the output.
void Connection::failTls() {
  const Status why = failure("TLS failed: " + tls_->error());
  if (server_ && tls_->sawPlainHttp()) {
    unsentBytes_ = kNotHttps;
    unsentFrom_ = 0;
    return linger();
  }
  sendUnsent();
  if (state_ != State::Closed) close(why);
}

void Connection::endOfInput() {
  readEnded_ = true;
  if (state_ != State::Open) return close(failure("the peer closed the connection"));
  protocol_->endOfInput();
  updateInterest();
  wake();
}

void Connection::wake() {
  if (wakeAsked_ || state_ == State::Closed) return;
  wakeAsked_ = true;
  loop_.atTurnEnd(*this);
}

void Connection::onTurnEnd() {
  wakeAsked_ = false;
  flush();
}

void Connection::flush() {
  moreToProduce_ = false;
  if (!sendUnsent()) return;
  auto& output = loop_.buffers.output;
  char* const plain = loop_.buffers.plain.get();
  size_t total = 0;
  while (state_ == State::Open && !hasUnsent()) {
    const size_t made = protocol_->produce(plain, LoopBuffers::kRecord);
    if (made == 0 && protocol_->notifyDrained()) continue;
    if (made > 0) {
      total += made;
      if (tls_) {
        tls_->lend({}, output);
        if (tls_->write({plain, made}) != TlsSession::Outcome::Ok) {
          output.clear();
          return failTls();
        }
      } else {
        output.append(plain, made);
      }
    }
    const bool enough = total >= kTurnBytes;
    if (made > 0 && output.size() < kSendBytes && !enough) continue;
    if (!output.empty() && !sendOut(output)) return;
    if (made == 0) break;
    if (enough) {
      moreToProduce_ = !hasUnsent();
      break;
    }
  }
  if (state_ == State::Open && !hasUnsent() && !moreToProduce_ && protocol_->finished()) return finish();
  if (state_ == State::Lingering && !hasUnsent() && !readEnded_) ::shutdown(fd_, SHUT_WR);
  if (state_ == State::Lingering && readEnded_) return close({});
  updateInterest();
}

// Sends what the socket takes, off the front of `bytes`. False: the connection is closed.
bool Connection::send(std::string_view& bytes) {
  while (!bytes.empty()) {
    const ssize_t length = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (length > 0) {
      bytes.remove_prefix(static_cast<size_t>(length));
      since_ = loop_.clock_.steady();
      continue;
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN) break;
    const Status why = systemError("connection lost");
    loop_.buffers.output.clear();
    close(why);
    return false;
  }
  return true;
}

// Nothing else is waiting. What is not taken waits; `output` is empty then. False: the connection is closed.
bool Connection::sendOut(std::string& output) {
  std::string_view rest = output;
  if (!send(rest)) return false;
  if (!rest.empty()) {
    since_ = loop_.clock_.steady();
    keepUnsent(output, output.size() - rest.size());
  }
  output.clear();
  return true;
}

// Much is not copied: the buffer changes its owner until it is sent.
void Connection::keepUnsent(std::string& output, size_t from) {
  if (!hasUnsent() && output.size() - from >= kUnsentBytes) {
    unsentBytes_ = std::exchange(output, {});
    unsentFrom_ = from;
  } else {
    unsentBytes_.append(output, from);
  }
}

bool Connection::sendUnsent() {
  std::string_view rest = std::string_view(unsentBytes_).substr(unsentFrom_);
  if (rest.empty()) return true;
  if (!send(rest)) return false;
  unsentFrom_ = unsentBytes_.size() - rest.size();
  if (hasUnsent()) return true;
  auto& output = loop_.buffers.output;
  if (output.capacity() < unsentBytes_.capacity()) output.swap(unsentBytes_);
  output.clear();
  dropRoom(unsentBytes_);  // what waits for a while keeps no room
  unsentFrom_ = 0;
  return true;
}

void Connection::updateInterest() {
  if (state_ == State::Closed || state_ == State::Connecting) return;
  const bool listens =
      state_ != State::Open || (protocol_->wantsInput() && unsentBytes_.size() - unsentFrom_ < kUnsentBytes);
  const bool speaks = hasUnsent() || moreToProduce_;
  loop_.change(registration_,
               (listens && !readEnded_ ? uint32_t{EPOLLIN} : 0) | (speaks ? uint32_t{EPOLLOUT} : 0));
}

// The protocol has said all. The peer still may be sending: closing now would make the kernel answer with
// RST, and the peer lose our last bytes. So: end of our half, and a while of reading into nothing.
void Connection::finish() {
  if (tls_ && !std::exchange(goodbyeSaid_, true)) {
    std::string output;
    tls_->lend({}, output);
    tls_->sayGoodbye();
    if (!sendOut(output)) return;
  }
  if (!server_ || readEnded_) {
    if (!hasUnsent()) return close({});
  }
  linger();
  protocol_->closed({});
}

void Connection::linger() {
  state_ = State::Lingering;
  since_ = loop_.clock_.steady();
  if (!hasUnsent()) ::shutdown(fd_, SHUT_WR);
  updateInterest();
}

void Connection::close(const Status& why) {
  if (state_ == State::Closed) return;
  const bool told = state_ == State::Lingering;
  state_ = State::Closed;
  if (wakeAsked_) loop_.forgetTurnEnd(*this);
  wakeAsked_ = false;
  loop_.remove(registration_);
  ::close(fd_);
  if (protocol_ && !told) protocol_->closed(why);
  owner_.onGone(*this, why);
}

bool Connection::checkDeadlines(SteadyTime now, Duration handshakeTimeout) {
  switch (state_) {
    case State::Closed:
      return false;
    case State::Connecting:
    case State::Handshake:
    case State::Sniffing:
      if (now - since_ < handshakeTimeout) return true;
      close(
          failure(state_ == State::Connecting ? "connecting took too long" : "the handshake took too long"));
      return false;
    case State::Lingering:
      if (now - since_ < kLinger) return true;
      close({});
      return false;
    case State::Open:
      break;
  }
  if ((hasUnsent() || moreToProduce_) && now - since_ >= writeTimeout_) {
    close(failure("the peer takes nothing"));
    return false;
  }
  if (!protocol_->checkDeadlines(now)) {
    close(failure("the peer took too long"));
    return false;
  }
  return true;
}

Status Connection::systemError(const char* what) const {
  return failure(fmt::format("{}: {}", what, std::strerror(errno)));
}

}  // namespace seamark::net
