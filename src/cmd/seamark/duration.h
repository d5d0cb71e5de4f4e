// Durations as Go's programs take them on the command line: "5m0s", "1.5h", "100ms".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace seamark::cmd {

// Numbers with a unit (ns, us, ms, s, m, h), one after the other; "0" alone needs none. No sign.
Result<Duration> parseDuration(std::string_view text);

}  // namespace seamark::cmd
