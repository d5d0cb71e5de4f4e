// A client's end of an exchange for tests: a real responder that keeps what it is given, and whose reader may
// stop reading.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/simulated_executor.h"
#include "net/http.h"

namespace seamark::apiserver {

class RecordingResponder final : public net::HttpResponder {
 public:
  explicit RecordingResponder(Executor& executor) : executor_(executor) {}

  void respond(int status, net::Headers headers, std::vector<Bytes> body) override {
    status_ = status;
    headers_ = std::move(headers);
    for (const Bytes& part : body) body_ += part.view();
    whole_ = finished_ = true;
  }
  void respondFrom(int status, net::Headers headers, std::unique_ptr<net::BodySource> body) override {
    start(status, std::move(headers));
    source_ = std::move(body);
    if (reads_) executor_.post([this] { drain(); });
  }
  void start(int status, net::Headers headers) override {
    status_ = status;
    headers_ = std::move(headers);
  }
  void write(Bytes chunk) override {
    if (closed_) return;
    body_ += chunk.view();
    chunks_.push_back(std::move(chunk));
    if (!reads_) queued_ += chunks_.back().size();
    mostQueued_ = std::max(mostQueued_, queued_);
    if (reads_ && !drainPosted_) {
      drainPosted_ = true;
      executor_.post([this] { drain(); });
    }
  }
  void finish() override { finished_ = true; }
  void abort() override { close(); }
  size_t queued() const override { return queued_; }
  void onDrained(std::function<void()> callback) override { drained_ = std::move(callback); }
  void onClosed(std::function<void()> callback) override { gone_ = std::move(callback); }
  bool closed() const override { return closed_; }
  Executor& executor() override { return executor_; }

  // ---- the client ----
  void stopReading() { reads_ = false; }
  // Takes what is queued, once.
  void drain() {
    drainPosted_ = false;
    queued_ = 0;
    if (source_) return readSource();
    if (const auto callback = drained_; callback && !finished_) callback();
  }
  void close() {
    closed_ = true;
    source_.reset();
    if (const auto callback = std::exchange(gone_, nullptr)) callback();
  }
  int status() const { return status_; }
  const std::string& body() const { return body_; }
  const std::vector<Bytes>& chunks() const { return chunks_; }
  bool finished() const { return finished_; }
  bool answeredWhole() const { return whole_; }
  size_t mostQueued() const { return mostQueued_; }
  std::string header(std::string_view name) const {
    const std::string* value = headers_.find(name);
    return value ? *value : std::string();
  }

 private:
  // All of it, or what a slow reader takes at once.
  void readSource() {
    std::string part(64 << 10, '\0');
    do {
      const size_t size = source_->read(part.data(), part.size());
      body_.append(part, 0, size);
    } while (reads_ && !source_->ended());
    finished_ = source_->ended();
    if (finished_) source_.reset();
  }

  Executor& executor_;
  int status_ = 0;
  net::Headers headers_;
  std::string body_;
  std::vector<Bytes> chunks_;
  std::unique_ptr<net::BodySource> source_;
  std::function<void()> drained_, gone_;
  size_t queued_ = 0, mostQueued_ = 0;
  bool reads_ = true, closed_ = false, finished_ = false, whole_ = false, drainPosted_ = false;
};

}  // namespace seamark::apiserver
