// The agent against a small API on a simulated clock.
// SPDX-License-Identifier: Apache-2.0
#include "agent/node_agent.h"

#include <gtest/gtest.h>

#include "api/coordination/lease.h"
#include "api/core/node.h"
#include "base/simulated_executor.h"
#include "client/memory_carrier.h"

namespace seamark::agent {
namespace {

using namespace std::chrono_literals;

class Agent : public testing::Test {
 protected:
  const api::Node* node() const {
    return static_cast<const api::Node*>(carrier_.at(api::kindOf<api::Node>(), "host-1").get());
  }
  const api::Lease* lease() const {
    return static_cast<const api::Lease*>(
        carrier_.at(api::kindOf<api::Lease>(), "kube-node-lease/host-1").get());
  }

  SeededRandom random_{1};
  SimulatedExecutor executor_;
  client::MemoryCarrier carrier_{executor_, random_};
  NodeAgent agent_{carrier_, {.nodeName = "host-1", .address = "192.168.20.1"}};
};

TEST_F(Agent, RegistersTheNodeAndRenewsItsLease) {
  agent_.start();
  executor_.advance(1s);
  ASSERT_TRUE(agent_.registered());
  ASSERT_EQ(node()->status.addresses.size(), 2u);
  EXPECT_EQ(node()->status.addresses[0].address, "192.168.20.1");
  EXPECT_EQ(node()->status.conditions[0].status, "True");
  const auto first = lease()->spec.renewTime;
  executor_.advance(11s);
  EXPECT_GT(lease()->spec.renewTime, first);
  EXPECT_EQ(lease()->spec.holderIdentity, "host-1");
}

TEST_F(Agent, TakesOverANodeThatIsThereAndTriesAgainWhenRefused) {
  auto there = std::make_shared<api::Node>();
  there->metadata.name = "host-1";
  there->metadata.labels["topology.kubernetes.io/zone"] = "a";
  ASSERT_TRUE(carrier_.createNow(api::kindOf<api::Node>(), there));
  int refusals = 3;
  carrier_.setFault([&](const auto&) -> std::optional<Status> {
    if (refusals-- > 0) return serviceUnavailable("away");
    return std::nullopt;
  });
  agent_.start();
  executor_.advance(5s);
  ASSERT_TRUE(agent_.registered());
  EXPECT_EQ(node()->metadata.labels.at("topology.kubernetes.io/zone"), "a");
}

}  // namespace
}  // namespace seamark::agent
