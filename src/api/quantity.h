// Quantities as numbers: what validation compares. Their text is scalars.h's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

#include "api/scalars.h"

namespace seamark::api {

// By value: "1" and "1000m" are equal. What is below 10^-9 counts as 10^-9; an empty text is zero.
std::strong_ordering compareQuantities(const Quantity& a, const Quantity& b);

inline bool isNegative(const Quantity& quantity) {
  return compareQuantities(quantity, Quantity{}) < 0;
}

// In the notation of the first that is not zero.
Quantity sumOf(const Quantity& a, const Quantity& b);

// Rounded up; what does not fit is the largest number.
int64_t milliValue(const Quantity& quantity);
int64_t wholeValue(const Quantity& quantity);

// No thousandths and the like: "2", "2000m", "1Gi".
bool isWholeNumber(const Quantity& quantity);

// How many `part`s make `whole` is a whole number. `part` must be a whole number above 0.
bool isMultipleOf(const Quantity& whole, const Quantity& part);

}  // namespace seamark::api
