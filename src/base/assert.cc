// SPDX-License-Identifier: Apache-2.0
#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace seamark {

void assertionFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "seamark: internal error: %s does not hold at %s:%d; please report this\n", condition,
               file, line);
  std::abort();
}

}  // namespace seamark
