// SM_ASSERT: an invariant that types cannot hold. On in every build: a bug stops the process, with the place
// and the reason, before it can spread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace seamark {
[[noreturn]] void assertionFailed(const char* condition, const char* file, int line);
}

#define SM_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::seamark::assertionFailed(#condition, __FILE__, __LINE__))
