// A range becomes ready, and goes only when its last address has gone.
// SPDX-License-Identifier: Apache-2.0
#include "controllers/servicecidr/plan.h"

#include <gtest/gtest.h>

#include "controllers/testbed.h"

namespace seamark::controllers {
namespace {

std::shared_ptr<api::ServiceCIDR> makeRange(const std::string& name, const std::string& cidr) {
  auto range = std::make_shared<api::ServiceCIDR>();
  range->metadata.name = name;
  range->spec.cidrs = {cidr};
  return range;
}

TEST(ServiceCidr, ReadyHeldAndGone) {
  Testbed bed;
  bed.start();
  bed.create(makeRange("a", "10.97.1.0/24"));
  bed.settle();
  auto range = bed.get<api::ServiceCIDR>("a");
  EXPECT_EQ(range->metadata.finalizers, (std::vector<std::string>{servicecidr::kFinalizer}));
  ASSERT_EQ(range->status.conditions.size(), 1u);
  EXPECT_EQ(range->status.conditions[0].status, "True");
  EXPECT_EQ(range->status.conditions[0].reason, "");
  EXPECT_EQ(range->status.conditions[0].message, "Kubernetes Service CIDR is ready");
  auto address = std::make_shared<api::IPAddress>();
  address->metadata.name = "10.97.1.7";
  bed.create(address);
  bed.settle();
  bed.remove<api::ServiceCIDR>("a");
  bed.settle();
  range = bed.get<api::ServiceCIDR>("a");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->status.conditions.at(0).reason, "Terminating");
  bed.remove<api::IPAddress>("10.97.1.7");
  bed.settle();
  bed.executor.advance(std::chrono::seconds(15));
  EXPECT_FALSE(bed.get<api::ServiceCIDR>("a"));
}

TEST(ServiceCidr, AWiderRangeTakesTheAddressesOver) {
  Testbed bed;
  bed.start();
  bed.create(makeRange("a", "10.97.1.0/24"));
  auto address = std::make_shared<api::IPAddress>();
  address->metadata.name = "10.97.1.7";
  bed.create(address);
  bed.settle();
  bed.remove<api::ServiceCIDR>("a");
  bed.create(makeRange("wide", "10.97.0.0/16"));
  bed.executor.advance(std::chrono::seconds(20));
  EXPECT_FALSE(bed.get<api::ServiceCIDR>("a"));
  EXPECT_TRUE(bed.get<api::ServiceCIDR>("wide"));
}

}  // namespace
}  // namespace seamark::controllers
