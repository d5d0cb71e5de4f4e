// Counted and CountedPtr: shared ownership in one pointer. A shared_ptr is two pointers, and its count lies in a
// block with a table of functions: too much for what there are tens of thousands of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace seamark {

// Base of what is counted: starts with nobody.
class Counted {
 public:
  Counted() = default;
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

  void hold() const { holders_.fetch_add(1, std::memory_order_relaxed); }
  // True for the last one: it destroys.
  bool letGo() const { return holders_.fetch_sub(1, std::memory_order_acq_rel) == 1; }

 private:
  mutable std::atomic<uint32_t> holders_{0};
};

// Copies are made and let go on any thread. T derives from Counted and was made with new.
template <class T>
class CountedPtr {
 public:
  CountedPtr() = default;
  explicit CountedPtr(const T* target) : target_(target) {
    if (target_) target_->hold();
  }
  CountedPtr(const CountedPtr& other) : CountedPtr(other.target_) {}
  CountedPtr(CountedPtr&& other) noexcept : target_(std::exchange(other.target_, nullptr)) {}
  CountedPtr& operator=(CountedPtr other) noexcept {
    std::swap(target_, other.target_);
    return *this;
  }
  ~CountedPtr() {
    if (target_ && target_->letGo()) delete target_;
  }

  const T* get() const { return target_; }
  const T* operator->() const { return target_; }
  const T& operator*() const { return *target_; }
  explicit operator bool() const { return target_ != nullptr; }
  bool operator==(const CountedPtr&) const = default;

 private:
  const T* target_ = nullptr;
};

}  // namespace seamark
