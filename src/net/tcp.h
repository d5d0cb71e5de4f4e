// Plain TCP for DNS over TCP and the userspace proxy. Lives on one loop: made, used and destroyed on its
// thread; any of it may be destroyed inside its own callbacks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/event_loop.h"
#include "net/udp.h"

namespace seamark::net {

class TcpStream {
 public:
  virtual ~TcpStream() = default;  // closes
  // Set the callbacks before the first turn of the loop. onData may be given any part of the stream.
  virtual void onData(std::function<void(std::string_view)> callback) = 0;
  virtual void onEnd(std::function<void()> callback) = 0;     // the peer sent its FIN
  virtual void onClosed(std::function<void()> callback) = 0;  // gone, once, also on error
  virtual void onDrained(std::function<void()> callback) = 0;
  virtual void write(std::string_view data) = 0;
  virtual void finishWriting() = 0;            // FIN after what is queued
  virtual void pauseReading(bool paused) = 0;  // back-pressure
  virtual size_t queued() const = 0;
  virtual void close() = 0;
  virtual const SocketAddress& peer() const = 0;
};

class TcpListener {
 public:
  static Result<std::unique_ptr<TcpListener>> listen(
      EventLoop& loop, const SocketAddress& local, std::function<void(std::unique_ptr<TcpStream>)> onAccept);
  virtual ~TcpListener() = default;
  virtual uint16_t port() const = 0;
};

void connectTcp(EventLoop& loop, const SocketAddress& to, Duration timeout,
                std::function<void(Result<std::unique_ptr<TcpStream>>)> then);

}  // namespace seamark::net
