// Emptying a string or vector for good: clear() and `x = {}` keep what it had allocated.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace seamark {

template <class Container>
void dropRoom(Container& container) {
  Container().swap(container);
}

}  // namespace seamark
