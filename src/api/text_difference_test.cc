// SPDX-License-Identifier: Apache-2.0
#include "api/text_difference.h"

#include <gtest/gtest.h>

namespace seamark::api {
namespace {

std::string numbers(int from, int to) {
  std::string out;
  for (int i = from; i < to; ++i) out += std::to_string(i * 7919) + ',';
  return out;
}

TEST(TextDifference, GivesTheTextAgain) {
  const std::string base = numbers(0, 300), big = numbers(0, 40'000);
  std::string changed = base;
  changed[700] = 'x';
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{{base, base},
                                                                                 {base, changed},
                                                                                 {"", base},
                                                                                 {base, ""},
                                                                                 {base, big},
                                                                                 {big, base},
                                                                                 {big, big + "x"}}) {
    const std::string difference = differenceFrom(from, to);
    std::string out(to.size(), '\0');
    ASSERT_TRUE(applyDifference(from, difference, out.data(), out.size()));
    EXPECT_EQ(out, to);
  }
}

TEST(TextDifference, OfASmallChangeIsSmall) {
  const std::string base = numbers(0, 300);
  std::string changed = base;
  changed[700] = 'x';
  EXPECT_LT(differenceFrom(base, changed).size(), 60u);
}

TEST(TextDifference, RefusesWhatIsNone) {
  const std::string base = numbers(0, 300), difference = differenceFrom(base, base);
  std::string out(base.size(), '\0');
  EXPECT_FALSE(applyDifference("something else", difference, out.data(), out.size()));
  EXPECT_FALSE(applyDifference(base, difference.substr(0, difference.size() - 1), out.data(), out.size()));
  EXPECT_FALSE(applyDifference(base, difference, out.data(), out.size() - 1));
}

}  // namespace
}  // namespace seamark::api
