// RequestBudget: what requests that are still arriving may take on all connections of a server together.
// Each connection has a little for itself, so that nobody who fills the rest keeps others from sending an
// ordinary object.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>

namespace seamark::net {

// Any thread. Of it all, a quarter is for strangers: senders of whom nobody knows yet whether they are let in.
class RequestBudget {
 public:
  explicit RequestBudget(size_t bytes) : limit_(bytes) {}
  // False, and nothing is taken: there is not so much left.
  bool take(size_t bytes, bool stranger = false) {
    if (!takeFrom(taken_, bytes, limit_)) return false;
    if (!stranger || takeFrom(strangers_, bytes, limit_ / 4)) return true;
    giveTo(taken_, bytes);
    return false;
  }
  void give(size_t bytes, bool stranger = false) {
    giveTo(taken_, bytes);
    if (stranger) giveTo(strangers_, bytes);
  }
  // Who has taken so much is no stranger any more.
  void know(size_t bytes) { giveTo(strangers_, bytes); }

 private:
  using Count = std::atomic<size_t>;
  static bool takeFrom(Count& taken, size_t bytes, size_t limit) {
    if (taken.fetch_add(bytes, std::memory_order_relaxed) + bytes <= limit) return true;
    giveTo(taken, bytes);
    return false;
  }
  static void giveTo(Count& taken, size_t bytes) { taken.fetch_sub(bytes, std::memory_order_relaxed); }

  const size_t limit_;
  Count taken_{0}, strangers_{0};
};

// One connection's share; gives it back as it goes.
class RequestShare {
 public:
  static constexpr size_t kOwnBytes = 64 * 1024;  // that every connection has

  explicit RequestShare(RequestBudget* budget, bool stranger = false)
      : budget_(budget), stranger_(stranger) {}
  ~RequestShare() { resize(0); }
  RequestShare(const RequestShare&) = delete;
  RequestShare& operator=(const RequestShare&) = delete;

  // The connection's unfinished requests are `bytes` long now. False: that is more than there is for it.
  bool resize(size_t bytes) {
    const size_t wanted = bytes > kOwnBytes ? bytes - kOwnBytes : 0;
    if (!budget_ || wanted == taken_) return true;
    if (wanted > taken_ && !budget_->take(wanted - taken_, stranger_)) return false;
    if (wanted < taken_) budget_->give(taken_ - wanted, stranger_);
    taken_ = wanted;
    return true;
  }
  // A request of this connection has been let in.
  void know() {
    if (budget_ && stranger_) budget_->know(taken_);
    stranger_ = false;
  }

 private:
  RequestBudget* budget_;  // null: no bound
  bool stranger_;
  size_t taken_ = 0;
};

}  // namespace seamark::net
