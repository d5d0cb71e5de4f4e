// Quantities as numbers; their text is json_test's.
// SPDX-License-Identifier: Apache-2.0
#include "api/quantity.h"

#include <gtest/gtest.h>

namespace seamark::api {
namespace {

TEST(Quantities, AreComparedByValue) {
  EXPECT_TRUE(compareQuantities(Quantity{"1"}, Quantity{"1000m"}) == 0);
  EXPECT_TRUE(compareQuantities(Quantity{"1Gi"}, Quantity{"1G"}) > 0);
  EXPECT_TRUE(isNegative(Quantity{"-1m"}));
  EXPECT_TRUE(isWholeNumber(Quantity{"2000m"}));
  EXPECT_FALSE(isWholeNumber(Quantity{"1500m"}));
}

}  // namespace
}  // namespace seamark::api
