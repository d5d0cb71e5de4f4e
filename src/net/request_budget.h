// RequestBudget: what requests that are still arriving may take on all connections of a server together.
// Each connection has a little for itself, so that nobody who fills the rest keeps others from sending an
// ordinary object.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>

namespace seamark::net {

// Any thread.
class RequestBudget {
 public:
  explicit RequestBudget(size_t bytes) : limit_(bytes) {}
  // False, and nothing is taken: there is not so much left.
  bool take(size_t bytes) {
    if (taken_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= limit_) return true;
    give(bytes);
    return false;
  }
  void give(size_t bytes) { taken_.fetch_sub(bytes, std::memory_order_relaxed); }

 private:
  const size_t limit_;
  std::atomic<size_t> taken_{0};
};

// One connection's share; gives it back as it goes.
class RequestShare {
 public:
  static constexpr size_t kOwnBytes = 64 * 1024;  // that every connection has

  explicit RequestShare(RequestBudget* budget) : budget_(budget) {}
  ~RequestShare() { resize(0); }
  RequestShare(const RequestShare&) = delete;
  RequestShare& operator=(const RequestShare&) = delete;

  // The connection's unfinished requests are `bytes` long now. False: that is more than there is for it.
  bool resize(size_t bytes) {
    const size_t wanted = bytes > kOwnBytes ? bytes - kOwnBytes : 0;
    if (!budget_ || wanted == taken_) return true;
    if (wanted > taken_ && !budget_->take(wanted - taken_)) return false;
    if (wanted < taken_) budget_->give(taken_ - wanted);
    taken_ = wanted;
    return true;
  }

 private:
  RequestBudget* budget_;  // null: no bound
  size_t taken_ = 0;
};

}  // namespace seamark::net
