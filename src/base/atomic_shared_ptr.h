// AtomicSharedPtr: a shared_ptr that several threads read and replace. std::atomic<std::shared_ptr> of libstdc++ 12
// gives its own lock back without release order after a load, so that a store which follows is a race by the
// letter, and the thread sanitizer says so.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

namespace seamark {

// No larger than the pointer: the locks are shared by address, held for a count's change and no longer. What is
// let go is destroyed by the caller, outside the lock. Any thread.
template <class T>
class AtomicSharedPtr {
 public:
  AtomicSharedPtr() = default;
  explicit AtomicSharedPtr(std::shared_ptr<T> value) : value_(std::move(value)) {}
  AtomicSharedPtr(const AtomicSharedPtr&) = delete;
  AtomicSharedPtr& operator=(const AtomicSharedPtr&) = delete;

  std::shared_ptr<T> load() const {
    const Turn turn(this);
    return value_;
  }
  void store(std::shared_ptr<T> next) { exchange(std::move(next)); }
  std::shared_ptr<T> exchange(std::shared_ptr<T> next) {
    const Turn turn(this);
    value_.swap(next);
    return next;
  }

 private:
  class Turn {
   public:
    explicit Turn(const void* of) : taken_(flags()[std::hash<const void*>()(of) / 64 % kFlags].taken) {
      while (taken_.test_and_set(std::memory_order_acquire)) std::this_thread::yield();
    }
    ~Turn() { taken_.clear(std::memory_order_release); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    static constexpr size_t kFlags = 64;
    struct alignas(64) Flag {
      std::atomic_flag taken;
    };
    static std::array<Flag, kFlags>& flags() {
      static std::array<Flag, kFlags> all;
      return all;
    }
    std::atomic_flag& taken_;
  };

  std::shared_ptr<T> value_;
};

}  // namespace seamark
