// SPDX-License-Identifier: Apache-2.0
#include "net/exchange.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.h"
#include "base/drop_room.h"

namespace seamark::net {

std::shared_ptr<Exchange> Exchange::make(ExchangeEngine& engine, int64_t id, bool headOnly) {
  return std::make_shared<Exchange>(engine, id, headOnly);
}

std::shared_ptr<HttpResponder> Exchange::handle(std::shared_ptr<Exchange> exchange) {
  Exchange* const raw = exchange.get();
  // The last copy may go on any thread (a store's completion that was never posted back), so an unsettled one
  // is looked at on its own thread.
  return {raw, [kept = std::move(exchange)](HttpResponder*) mutable {
            if (kept->settled_.load(std::memory_order_acquire)) return;
            Executor& executor = kept->executor_;
            executor.post([moved = std::move(kept)] { moved->released(); });
          }};
}

void Exchange::released() {
  if (!engine_ || finished_) return;
  if (started()) return abort();
  respond(500, {{"content-type", "text/plain; charset=utf-8"}},
          {Bytes::literal("Internal Server Error: the request was dropped\n")});
}

void Exchange::respond(int status, Headers headers, std::vector<Bytes> body) {
  if (!engine_) return;
  SM_ASSERT(!started());
  size_t length = 0;
  for (const auto& chunk : body) length += chunk.size();
  length_ = length;
  status_ = status;
  headers_ = std::move(headers);
  if (!headOnly_) {
    chunks_ = std::move(body);
    queued_ = length;
    stuckSince_ = executor_.clock().steady();
  }
  finished_ = true;
  settled_.store(true, std::memory_order_release);
  engine_->onStart(*this);
}

void Exchange::respondFrom(int status, Headers headers, std::unique_ptr<BodySource> body) {
  if (!engine_) return;
  SM_ASSERT(!started());
  status_ = status;
  headers_ = std::move(headers);
  if (!headOnly_) {
    source_ = std::move(body);
    stuckSince_ = executor_.clock().steady();
  }
  finished_ = true;
  settled_.store(true, std::memory_order_release);
  engine_->onStart(*this);
}

void Exchange::start(int status, Headers headers) {
  if (!engine_) return;
  SM_ASSERT(!started());
  status_ = status;
  headers_ = std::move(headers);
  engine_->onStart(*this);
}

void Exchange::write(Bytes chunk) {
  if (!engine_ || headOnly_) return;
  SM_ASSERT(started() && !finished_);
  if (chunk.empty()) return;
  push(std::move(chunk));
  engine_->onWrite(*this);
}

void Exchange::push(Bytes chunk) {
  if (queued_ == 0) stuckSince_ = executor_.clock().steady();
  queued_ += chunk.size();
  chunks_.push_back(std::move(chunk));
}

void Exchange::finish() {
  if (!engine_ || finished_) return;
  SM_ASSERT(started());
  finished_ = true;
  settled_.store(true, std::memory_order_release);
  engine_->onWrite(*this);
}

void Exchange::abort() {
  if (!engine_) return;
  engine_->onAbort(*this);
}

void Exchange::onDrained(std::function<void()> callback) {
  if (!engine_) return;
  drained_ = std::move(callback);
  drainedSet_ = true;
}

void Exchange::onClosed(std::function<void()> callback) {
  if (engine_)
    closed_ = std::move(callback);
  else if (!complete_ && callback)
    executor_.post(std::move(callback));  // it has gone already
}

size_t Exchange::take(char* into, size_t room) {
  size_t taken = 0;
  if (source_) {
    taken = source_->read(into, room);
    stuckSince_ = executor_.clock().steady();
    if (source_->ended()) source_.reset();
    return taken;
  }
  while (taken < room && next_ < chunks_.size()) {
    Bytes& chunk = chunks_[next_];
    const size_t part = std::min(room - taken, chunk.size());
    std::memcpy(into + taken, chunk.view().data(), part);
    taken += part;
    if (part == chunk.size()) {
      chunk = Bytes();
      ++next_;
    } else {
      chunk = chunk.from(part);
    }
  }
  if (taken == 0) return 0;
  queued_ -= taken;
  stuckSince_ = executor_.clock().steady();
  if (queued_ == 0) {
    // An idle watch keeps no room; a busy stream would only make it anew, which malloc does quickly.
    dropRoom(chunks_);
    next_ = 0;
    drainedDue_ = true;
  }
  return taken;
}

void Exchange::callDrained() {
  drainedDue_ = false;
  if (!engine_ || !drained_ || finished_) return;
  // It may set another one, and must not be destroyed while it runs; a copy for every event would be dear.
  auto callback = std::move(drained_);
  drained_ = nullptr;
  drainedSet_ = false;
  callback();
  if (!drainedSet_ && engine_) drained_ = std::move(callback);
}

void Exchange::completed() {
  engine_ = nullptr;
  complete_ = true;
  settled_.store(true, std::memory_order_release);
  source_.reset();
  drained_ = nullptr;
  closed_ = nullptr;
}

void Exchange::gone() {
  if (!engine_) return;
  engine_ = nullptr;
  settled_.store(true, std::memory_order_release);
  const auto source = std::move(source_);  // it may hold what holds this
  dropRoom(chunks_);
  next_ = 0;
  queued_ = 0;
  const auto drained = std::exchange(drained_, nullptr);
  const auto callback = std::exchange(closed_, nullptr);
  if (callback) callback();
}

}  // namespace seamark::net
