// Result<T>: a value, or the Status that says why there is none. Expected failures travel this way; bugs
// abort (base/assert.h); a library's exception is caught at one place per request.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <utility>

#include "base/status.h"

namespace seamark {

template <class T = void>
using Result = std::expected<T, Status>;

using Failure = std::unexpected<Status>;

}  // namespace seamark

#define SEAMARK_JOIN2(a, b) a##b
#define SEAMARK_JOIN(a, b) SEAMARK_JOIN2(a, b)

// TRY(auto x, f()): x is f()'s value; or the enclosing function returns f()'s Status.
#define TRY(declaration, expression)                                            \
  auto SEAMARK_JOIN(result_, __LINE__) = (expression);                          \
  if (!SEAMARK_JOIN(result_, __LINE__))                                         \
    return std::unexpected(std::move(SEAMARK_JOIN(result_, __LINE__)).error()); \
  declaration = std::move(*SEAMARK_JOIN(result_, __LINE__))

// CHECKED(f()): the enclosing function returns f()'s Status when f() failed.
#define CHECKED(expression) \
  if (auto checked_ = (expression); !checked_) return std::unexpected(std::move(checked_).error())
