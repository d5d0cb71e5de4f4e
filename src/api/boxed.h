// Boxed<T>: std::optional<T> for what is big and mostly absent. Absent it takes a pointer's room, present a block of
// its own; a Pod has some fifty such places, and everybody who reads, copies or keeps Pods pays for their size.
// A value like any other: copies are deep, and two are equal when what they hold is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "api/schema.h"

namespace seamark::api {

template <class T>
class Boxed {
 public:
  Boxed() = default;
  Boxed(std::nullopt_t) {}
  Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Boxed(const Boxed& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Boxed(Boxed&& other) noexcept = default;
  ~Boxed() = default;
  Boxed& operator=(const Boxed& other) { return *this = Boxed(other); }
  Boxed& operator=(Boxed&& other) noexcept = default;

  explicit operator bool() const { return value_ != nullptr; }
  bool has_value() const { return value_ != nullptr; }
  const T& operator*() const { return *value_; }
  T& operator*() { return *value_; }
  const T* operator->() const { return value_.get(); }
  T* operator->() { return value_.get(); }
  T value_or(T other) const { return value_ ? *value_ : std::move(other); }

  T& emplace() { return *(value_ = std::make_unique<T>()); }
  void reset() { value_.reset(); }

  bool operator==(const Boxed& other) const {
    return value_ && other.value_ ? *value_ == *other.value_ : !value_ && !other.value_;
  }

 private:
  std::unique_ptr<T> value_;
};

template <class T>
struct Schema<Boxed<T>> {
  static const Type& type() {
    static const Type kType = optionalType<T, Boxed<T>>();
    return kType;
  }
};

}  // namespace seamark::api
