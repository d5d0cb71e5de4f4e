// How every command says why it ends.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cmd/seamark/commands.h"

namespace seamark::cmd {

int fail(const Status& why, int code) {
  std::string line = why.message;
  std::ranges::replace(line, '\n', ' ');
  fmt::print(stderr, "seamark: {}\n", line);
  return code;
}

}  // namespace seamark::cmd
