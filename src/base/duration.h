// Durations as Go's programs write and read them: "5m0s", "1.5h", "100ms".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace seamark {

// Numbers with a unit (ns, us, ms, s, m, h), one after the other, behind an optional sign; "0" alone needs no unit.
// The failure's message is the one that Go's reader gives: clients get to see it.
Result<Duration> parseDuration(std::string_view text);

}  // namespace seamark
