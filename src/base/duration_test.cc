// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace seamark {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsReadAsGoReadsIt) {
  EXPECT_EQ(*parseDuration("5m0s"), 5min);
  EXPECT_EQ(*parseDuration("1.5h"), 90min);
  EXPECT_EQ(*parseDuration(".5s"), 500ms);
  EXPECT_EQ(*parseDuration("1.s"), 1s);
  EXPECT_EQ(*parseDuration("100ms"), 100ms);
  EXPECT_EQ(*parseDuration("1\xc2\xb5s"), 1us);
  EXPECT_EQ(*parseDuration("1h2m3s"), 1h + 2min + 3s);
  EXPECT_EQ(*parseDuration("-1s"), -1s);
  EXPECT_EQ(*parseDuration("+1s"), 1s);
  EXPECT_EQ(*parseDuration("0"), 0s);
  EXPECT_EQ(*parseDuration("-0"), 0s);
  EXPECT_EQ(parseDuration("-9223372036854775808ns")->count(), std::numeric_limits<int64_t>::min());
}

TEST(Duration, IsRefusedInGosWords) {
  struct Case {
    std::string_view text, why;
  };
  for (const Case& c : {Case{"", R"(invalid duration "")"},
                        {"x", R"(invalid duration "x")"},
                        {" 1s", R"(invalid duration " 1s")"},
                        {"-", R"(invalid duration "-")"},
                        {".s", R"(invalid duration ".s")"},
                        {"\"1s", R"(invalid duration "\"1s")"},
                        {"10", R"(missing unit in duration "10")"},
                        {"1s1", R"(missing unit in duration "1s1")"},
                        {"1..s", R"(missing unit in duration "1..s")"},
                        {"1d", R"(unknown unit "d" in duration "1d")"},
                        {"1s\xc3\xa9", R"(unknown unit "s\xc3\xa9" in duration "1s\xc3\xa9")"},
                        {"99999999h", R"(invalid duration "99999999h")"},
                        {"9223372036854775808ns", R"(invalid duration "9223372036854775808ns")"}}) {
    const auto parsed = parseDuration(c.text);
    ASSERT_FALSE(parsed) << c.text;
    EXPECT_EQ(parsed.error().message, "time: " + std::string(c.why));
  }
}

}  // namespace
}  // namespace seamark
