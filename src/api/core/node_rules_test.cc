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
            "status.capacity.cpu: Invalid value: \"-1\": must be greater than or equal to 0");
}

TEST(NodeRules, ATaintIsToldWithAllThatIsWrong) {
  Node node;
  node.spec.taints = {{.key = "a", .value = "v", .effect = "NoSchedule"},
                      {.key = "a", .value = "w", .effect = "NoSchedule"}};
  EXPECT_EQ(joinedText(kindOf<Node>().rules.validateCreate(node)),
            R"(metadata.taints[1]: Duplicate value: {"Key":"a","Value":"w","Effect":"NoSchedule",)"
            R"("TimeAdded":null}: taints must be unique by key and effect pair)");
}

TEST(NodeRules, RangesStayOnceTheyAreGiven) {
  Node old;
  old.spec.podCIDRs = {"10.0.0.0/24"};
  Node next = old;
  next.spec.podCIDRs = {"10.0.1.0/24"};
  const auto validate = kindOf<Node>().rules.validateUpdate;
  EXPECT_EQ(joinedText(validate(next, old)),
            R"(spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid)");
  EXPECT_TRUE(validate(next, Node{}).empty());
}

}  // namespace
}  // namespace seamark::api
