// Exchange: one answer on its way out; the HttpResponder that handlers hold, and the queue that an engine
// empties.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "net/http.h"

namespace seamark::net {

class Exchange;

// What an exchange asks of its engine. An engine detaches its exchanges before it goes.
class ExchangeEngine {
 public:
  virtual ~ExchangeEngine() = default;
  virtual void onStart(Exchange& exchange) = 0;  // status and headers are known
  virtual void onWrite(Exchange& exchange) = 0;  // there is more to send, or the end is known
  virtual void onAbort(Exchange& exchange) = 0;
  virtual Executor& engineExecutor() = 0;
};

class Exchange final : public HttpResponder {
 public:
  static std::shared_ptr<Exchange> make(ExchangeEngine& engine, int64_t id, bool headOnly);
  // What the handler gets. When its last copy goes without an answer, a 500 is sent, or a started stream is
  // aborted.
  static std::shared_ptr<HttpResponder> handle(std::shared_ptr<Exchange> exchange);

  void respond(int status, Headers headers, std::vector<Bytes> body) override;
  void respondFrom(int status, Headers headers, std::unique_ptr<BodySource> body) override;
  void start(int status, Headers headers) override;
  void write(Bytes chunk) override;
  void finish() override;
  void abort() override;
  size_t queued() const override { return queued_; }
  void onDrained(std::function<void()> callback) override;
  void onClosed(std::function<void()> callback) override;
  bool closed() const override { return engine_ == nullptr && !complete_; }
  Executor& executor() override { return executor_; }

  // ---- the engine's side ----
  int64_t id() const { return id_; }
  bool headOnly() const { return headOnly_; }
  int status() const { return status_; }
  bool started() const { return status_ != 0; }
  // Length of the whole body when it is known before the first byte (respond()).
  std::optional<size_t> length() const { return length_; }
  Headers takeHeaders() { return std::move(headers_); }
  // Whether take() has something to give; at most so much, as far as that is known.
  bool waiting() const { return queued_ > 0 || source_; }
  size_t atMost() const { return source_ ? SIZE_MAX : queued_; }
  // Copies out up to `room` bytes of the body.
  size_t take(char* into, size_t room);
  bool ended() const { return finished_ && !waiting(); }
  bool drainedCallbackDue() const { return drainedDue_ && drained_ && !finished_; }
  void callDrained();
  // Whether the answer's head has left.
  bool headSent() const { return headSent_; }
  void markHeadSent() { headSent_ = true; }
  // Everything has been taken over by the connection: the exchange is complete, nobody is told.
  void completed();
  // The client is gone or the engine ended it: tells the handler.
  void gone();
  // Since when what is queued has not moved.
  SteadyTime stuckSince() const { return stuckSince_; }

  Exchange(ExchangeEngine& engine, int64_t id, bool headOnly)
      : engine_(&engine), executor_(engine.engineExecutor()), id_(id), headOnly_(headOnly) {}

 private:
  void released();
  void push(Bytes chunk);

  ExchangeEngine* engine_;  // null: detached, complete or gone
  Executor& executor_;
  int64_t id_;
  std::atomic<bool> settled_ = false;  // answered whole, aborted or gone: released() has nothing to do
  bool headOnly_;
  bool complete_ = false;
  bool finished_ = false;
  bool drainedDue_ = false;
  bool drainedSet_ = false;  // within callDrained()
  bool headSent_ = false;
  int status_ = 0;
  std::optional<size_t> length_;
  Headers headers_;
  std::unique_ptr<BodySource> source_;  // instead of chunks_
  std::vector<Bytes> chunks_;           // from next_ on
  size_t next_ = 0;
  size_t queued_ = 0;
  SteadyTime stuckSince_{};
  std::function<void()> drained_, closed_;
};

}  // namespace seamark::net
