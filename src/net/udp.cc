// UdpSocket: up to 64 datagrams a system call in both directions.
// SPDX-License-Identifier: Apache-2.0
#include "net/udp.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "base/assert.h"
#include "net/event_loop_impl.h"
#include "net/socket.h"

namespace seamark::net {
namespace {

constexpr size_t kBatch = 64;
constexpr size_t kLargest = 65'536;
// What waits for a full socket; more is dropped, as the network would.
constexpr size_t kWaiting = 1024;

// Where a batch arrives. One a thread: only the pages that datagrams reach become resident.
struct Arrivals {
  std::unique_ptr<char[]> bytes{new char[kBatch * kLargest]};  // not cleared, so not touched
  std::array<SocketAddress, kBatch> from;
  std::array<iovec, kBatch> vectors;
  std::array<mmsghdr, kBatch> messages;
};

Arrivals& arrivals() {
  thread_local Arrivals it;
  return it;
}

struct Outgoing {
  SocketAddress to;
  size_t offset;
  size_t length;
};

class UdpSocketOnLoop final : public UdpSocket, DescriptorHandler, TurnEndHandler {
 public:
  using OnBatch = std::function<void(UdpSocket&, std::span<const Datagram>)>;

  UdpSocketOnLoop(EventLoop& loop, Socket socket, OnBatch onBatch)
      : loop_(loop.impl()),
        socket_(std::move(socket)),
        onBatch_(std::move(onBatch)),
        port_(localPort(socket_.fd())) {
    registration_ = loop_.add(socket_.fd(), EPOLLIN, *this);
  }
  ~UdpSocketOnLoop() override {
    if (destroyed_) *destroyed_ = true;
    if (flushAsked_) loop_.forgetTurnEnd(*this);
    loop_.remove(registration_);
  }

  void send(std::string_view data, const SocketAddress& to) override {
    if (queue_.size() - sent_ >= kWaiting) return;
    queue_.push_back({to, bytes_.size(), data.size()});
    bytes_.append(data);
    if (queue_.size() - sent_ >= kBatch && !blocked_) return flush();
    if (std::exchange(flushAsked_, true)) return;
    loop_.atTurnEnd(*this);
  }
  uint16_t port() const override { return port_; }

 private:
  void onEvents(uint32_t events) override {
    if (events & EPOLLOUT) {
      blocked_ = false;
      flush();
    }
    if (events & (EPOLLIN | EPOLLERR)) receive();
  }
  void onTurnEnd() override {
    flushAsked_ = false;
    if (!blocked_) flush();
  }

  void receive() {
    auto& in = arrivals();
    for (size_t i = 0; i < kBatch; ++i) {
      in.vectors[i] = {in.bytes.get() + i * kLargest, kLargest};
      in.messages[i] = {};
      in.messages[i].msg_hdr.msg_iov = &in.vectors[i];
      in.messages[i].msg_hdr.msg_iovlen = 1;
      in.messages[i].msg_hdr.msg_name = &in.from[i].storage;
      in.messages[i].msg_hdr.msg_namelen = sizeof in.from[i].storage;
    }
    const int count = recvmmsg(socket_.fd(), in.messages.data(), kBatch, MSG_DONTWAIT, nullptr);
    if (count <= 0) return;
    std::vector<Datagram> batch;
    batch.reserve(static_cast<size_t>(count));
    for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
      in.from[i].length = in.messages[i].msg_hdr.msg_namelen;
      batch.push_back({{in.bytes.get() + i * kLargest, in.messages[i].msg_len}, in.from[i]});
    }
    bool destroyed = false;
    destroyed_ = &destroyed;
    onBatch_(*this, batch);
    if (destroyed) return;
    destroyed_ = nullptr;
    if (!blocked_) flush();
  }

  void flush() {
    while (sent_ < queue_.size()) {
      std::array<iovec, kBatch> vectors;
      std::array<mmsghdr, kBatch> messages{};
      const size_t count = std::min(kBatch, queue_.size() - sent_);
      for (size_t i = 0; i < count; ++i) {
        auto& out = queue_[sent_ + i];
        vectors[i] = {bytes_.data() + out.offset, out.length};
        messages[i].msg_hdr.msg_iov = &vectors[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_name = &out.to.storage;
        messages[i].msg_hdr.msg_namelen = out.to.length;
      }
      const int done = sendmmsg(socket_.fd(), messages.data(), static_cast<unsigned>(count), MSG_DONTWAIT);
      if (done > 0) {
        sent_ += static_cast<size_t>(done);
      } else if (errno == EAGAIN || errno == ENOBUFS) {
        blocked_ = true;
        break;
      } else if (errno != EINTR) {
        ++sent_;  // this one cannot be sent (unreachable, refused); the next may
      }
    }
    if (sent_ == queue_.size()) {
      queue_.clear();
      bytes_.clear();
      sent_ = 0;
    }
    loop_.change(registration_, EPOLLIN | (blocked_ ? uint32_t{EPOLLOUT} : 0));
  }

  EventLoop::Impl& loop_;
  Socket socket_;
  OnBatch onBatch_;
  uint16_t port_;
  uint64_t registration_ = 0;
  std::vector<Outgoing> queue_;  // from sent_ on
  std::string bytes_;
  size_t sent_ = 0;
  bool flushAsked_ = false;
  bool blocked_ = false;
  bool* destroyed_ = nullptr;  // set while onBatch_ runs
};

}  // namespace

Result<std::unique_ptr<UdpSocket>> UdpSocket::bind(
    EventLoop& loop, const SocketAddress& local,
    std::function<void(UdpSocket&, std::span<const Datagram>)> onBatch) {
  SM_ASSERT(loop.onThisThread());
  TRY(Socket socket, bindUdp(local));
  return std::make_unique<UdpSocketOnLoop>(loop, std::move(socket), std::move(onBatch));
}

}  // namespace seamark::net
