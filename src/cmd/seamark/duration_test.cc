// SPDX-License-Identifier: Apache-2.0
#include "cmd/seamark/duration.h"

#include <gtest/gtest.h>

namespace seamark::cmd {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsWrittenAsGoWritesIt) {
  EXPECT_EQ(*parseDuration("5m0s"), 5min);
  EXPECT_EQ(*parseDuration("1.5h"), 90min);
  EXPECT_EQ(*parseDuration("100ms"), 100ms);
  EXPECT_EQ(*parseDuration("1h2m3s"), 1h + 2min + 3s);
  EXPECT_EQ(*parseDuration("0"), 0s);
  for (const char* text : {"", "5", "-1s", "s", "1x", "1m 2s", "1e400h", "999999999h"})
    EXPECT_FALSE(parseDuration(text)) << text;
}

}  // namespace
}  // namespace seamark::cmd
