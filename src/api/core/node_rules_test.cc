// What a Node may say.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "api/core/node.h"
#include "api/field_error.h"

namespace seamark::api {
namespace {

TEST(NodeRules, WhatANodeOffersIsNotNegative) {
  Node node;
  node.status.capacity = {{"cpu", Quantity{"-1"}}};
  EXPECT_EQ(joinedText(kindOf<Node>().rules.validateCreate(node)),
            "status.capacity[cpu]: Invalid value: \"-1\": must be greater than or equal to 0");
}

}  // namespace
}  // namespace seamark::api
