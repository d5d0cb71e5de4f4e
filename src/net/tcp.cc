// TcpStream, TcpListener and connectTcp on a loop.
// SPDX-License-Identifier: Apache-2.0
#include "net/tcp.h"

#include <fmt/format.h>
#include <sys/epoll.h>

#include <cerrno>

#include "base/assert.h"
#include "base/drop_room.h"
#include "base/log.h"
#include "net/event_loop_impl.h"
#include "net/socket.h"

namespace seamark::net {
namespace {

constexpr size_t kAcceptBatch = 64;

// The stream without its handle: a callback may drop the handle.
class StreamCore final : public DescriptorHandler,
                         public TurnEndHandler,
                         public std::enable_shared_from_this<StreamCore> {
 public:
  StreamCore(EventLoop::Impl& loop, Socket socket, const SocketAddress& from)
      : peer(from), loop_(loop), socket_(std::move(socket)) {
    registration_ = loop_.add(socket_.fd(), EPOLLIN, *this);
  }
  ~StreamCore() override { release(); }

  void write(std::string_view data) {
    if (!socket_ || finishing_) return;
    output_.append(data);
    askFlush();
  }
  void finishWriting() {
    finishing_ = true;
    if (socket_) askFlush();
  }
  void pauseReading(bool paused) {
    paused_ = paused;
    if (socket_) updateInterest();
  }
  size_t queued() const { return output_.size() - sent_; }

  // Tells onClosed, once.
  void close() {
    if (!socket_) return;
    release();
    const auto closed = std::move(onClosed);
    silence();
    if (closed) closed();
  }
  void silence() { onData = nullptr, onEnd = nullptr, onClosed = nullptr, onDrained = nullptr; }

  std::function<void(std::string_view)> onData;
  std::function<void()> onEnd, onClosed, onDrained;
  SocketAddress peer;

 private:
  void release() {
    if (!socket_) return;
    if (flushAsked_) loop_.forgetTurnEnd(*this);
    loop_.remove(registration_);
    socket_ = Socket();
  }

  void onEvents(uint32_t events) override {
    const auto kept = shared_from_this();
    if (events & EPOLLOUT) flush();
    if (socket_ && (events & (EPOLLIN | EPOLLHUP | EPOLLERR))) read();
  }
  void onTurnEnd() override {
    const auto kept = shared_from_this();
    flushAsked_ = false;
    flush();
  }
  void askFlush() {
    if (std::exchange(flushAsked_, true)) return;
    loop_.atTurnEnd(*this);
  }

  void read() {
    const ssize_t length = recv(socket_.fd(), loop_.buffers.input.get(), LoopBuffers::kInput, 0);
    if (length > 0) {
      const auto callback = onData;
      if (callback) callback({loop_.buffers.input.get(), static_cast<size_t>(length)});
      return;
    }
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length < 0 || ended_) return close();
    ended_ = true;
    updateInterest();
    const auto callback = onEnd;
    if (callback) callback();
    if (finished_) close();
  }

  void flush() {
    if (!socket_) return;
    const bool had = queued() > 0;
    while (queued() > 0) {
      const ssize_t length = send(socket_.fd(), output_.data() + sent_, queued(), MSG_NOSIGNAL);
      if (length < 0 && errno == EINTR) continue;
      if (length < 0 && errno == EAGAIN) break;
      if (length < 0) return close();
      sent_ += static_cast<size_t>(length);
    }
    if (sent_ == output_.size()) {
      output_.clear();
      if (output_.capacity() > 64 * 1024) dropRoom(output_);
      sent_ = 0;
    } else if (sent_ > 256 * 1024) {
      output_.erase(0, sent_);
      sent_ = 0;
    }
    if (queued() == 0 && finishing_ && !std::exchange(finished_, true)) {
      shutdown(socket_.fd(), SHUT_WR);
      if (ended_) return close();
    }
    updateInterest();
    if (had && queued() == 0 && !finishing_) {
      const auto callback = onDrained;
      if (callback) callback();
    }
  }

  void updateInterest() {
    loop_.change(registration_,
                 (paused_ || ended_ ? 0 : uint32_t{EPOLLIN}) | (queued() > 0 ? uint32_t{EPOLLOUT} : 0));
  }

  EventLoop::Impl& loop_;
  Socket socket_;
  uint64_t registration_ = 0;
  std::string output_;
  size_t sent_ = 0;
  bool paused_ = false;
  bool ended_ = false;      // the peer's FIN has come
  bool finishing_ = false;  // ours is to follow the queue
  bool finished_ = false;
  bool flushAsked_ = false;
};

class Stream final : public TcpStream {
 public:
  explicit Stream(std::shared_ptr<StreamCore> core) : core_(std::move(core)) {}
  ~Stream() override {
    core_->silence();
    core_->close();
  }
  void onData(std::function<void(std::string_view)> callback) override {
    core_->onData = std::move(callback);
  }
  void onEnd(std::function<void()> callback) override { core_->onEnd = std::move(callback); }
  void onClosed(std::function<void()> callback) override { core_->onClosed = std::move(callback); }
  void onDrained(std::function<void()> callback) override { core_->onDrained = std::move(callback); }
  void write(std::string_view data) override { core_->write(data); }
  void finishWriting() override { core_->finishWriting(); }
  void pauseReading(bool paused) override { core_->pauseReading(paused); }
  size_t queued() const override { return core_->queued(); }
  void close() override {
    const auto kept = core_;  // onClosed may drop this
    kept->close();
  }
  const SocketAddress& peer() const override { return core_->peer; }

 private:
  std::shared_ptr<StreamCore> core_;
};

std::unique_ptr<TcpStream> streamOf(EventLoop& loop, Socket socket, const SocketAddress& peer) {
  return std::make_unique<Stream>(std::make_shared<StreamCore>(loop.impl(), std::move(socket), peer));
}

class ListenerOnLoop final : public TcpListener, DescriptorHandler {
 public:
  using OnAccept = std::function<void(std::unique_ptr<TcpStream>)>;
  ListenerOnLoop(EventLoop& loop, Socket socket, OnAccept onAccept)
      : loop_(loop),
        socket_(std::move(socket)),
        port_(localPort(socket_.fd())),
        onAccept_(std::move(onAccept)) {
    registration_ = loop_.impl().add(socket_.fd(), EPOLLIN, *this);
  }
  ~ListenerOnLoop() override {
    if (destroyed_) *destroyed_ = true;
    loop_.cancel(pause_);
    loop_.impl().remove(registration_);
  }
  uint16_t port() const override { return port_; }

 private:
  void onEvents(uint32_t) override {
    bool destroyed = false;
    destroyed_ = &destroyed;
    for (size_t i = 0; i < kAcceptBatch && !destroyed; ++i) {
      SocketAddress from;
      from.length = sizeof from.storage;
      Socket accepted(accept4(socket_.fd(), reinterpret_cast<sockaddr*>(&from.storage), &from.length,
                              SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (!accepted) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) pause(errno);
        if (errno == ECONNABORTED || errno == EINTR) continue;
        break;
      }
      setTcpOptions(accepted.fd());
      onAccept_(streamOf(loop_, std::move(accepted), from));
    }
    if (!destroyed) destroyed_ = nullptr;
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
  uint16_t port_;
  OnAccept onAccept_;
  uint64_t registration_ = 0;
  Executor::Timer pause_ = Executor::Timer::None;
  bool* destroyed_ = nullptr;
};

// Owns itself until it has an answer.
class Connecting final : public DescriptorHandler, public std::enable_shared_from_this<Connecting> {
 public:
  using Then = std::function<void(Result<std::unique_ptr<TcpStream>>)>;
  Connecting(EventLoop& loop, Socket socket, const SocketAddress& to, Then then)
      : loop_(loop), socket_(std::move(socket)), to_(to), then_(std::move(then)) {}

  // The timer holds the object alive; the loop destroys it with itself.
  void start(Duration timeout) {
    registration_ = loop_.impl().add(socket_.fd(), EPOLLOUT, *this);
    timer_ = loop_.after(timeout, [self = shared_from_this()] { self->done(ETIMEDOUT); });
  }

 private:
  void onEvents(uint32_t) override {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(socket_.fd(), SOL_SOCKET, SO_ERROR, &error, &size);
    done(error);
  }
  void done(int error) {
    const auto kept = shared_from_this();
    loop_.impl().remove(registration_);
    loop_.cancel(timer_);
    const auto then = std::move(then_);
    if (error == 0) return then(streamOf(loop_, std::move(socket_), to_));
    socket_ = Socket();
    then(Failure(failure(fmt::format("cannot connect to {}: {}", to_.text(), errorText(error)))));
  }

  EventLoop& loop_;
  Socket socket_;
  SocketAddress to_;
  Then then_;
  uint64_t registration_ = 0;
  Executor::Timer timer_ = Executor::Timer::None;
};

}  // namespace

Result<std::unique_ptr<TcpListener>> TcpListener::listen(
    EventLoop& loop, const SocketAddress& local, std::function<void(std::unique_ptr<TcpStream>)> onAccept) {
  SM_ASSERT(loop.onThisThread());
  // Several loops may listen on one port; the kernel spreads the connections.
  TRY(Socket socket, listenTcp(local, true));
  return std::make_unique<ListenerOnLoop>(loop, std::move(socket), std::move(onAccept));
}

void connectTcp(EventLoop& loop, const SocketAddress& to, Duration timeout,
                std::function<void(Result<std::unique_ptr<TcpStream>>)> then) {
  SM_ASSERT(loop.onThisThread());
  auto socket = startConnect(to);
  if (!socket) {
    loop.post([then = std::move(then), why = socket.error()] { then(Failure(why)); });
    return;
  }
  std::make_shared<Connecting>(loop, std::move(*socket), to, std::move(then))->start(timeout);
}

}  // namespace seamark::net
