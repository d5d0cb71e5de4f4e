// RFC 3339 as Go reads it, with Go's words for what is wrong.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace seamark::api {

struct TimeText {
  int64_t seconds = 0;  // since 1970, UTC
  int32_t nanos = 0;
  std::string problem;  // empty: well-formed; else Go's text, `parsing time "x" as "2006-…": cannot parse …`
};

// `micro`: metav1.MicroTime's layout, exactly six digits of fraction; else any fraction or none.
TimeText parseTimeText(std::string_view text, bool micro);

}  // namespace seamark::api
