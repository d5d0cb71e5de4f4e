// One leads, another takes over when it is silent, and at once when it lets go.
// SPDX-License-Identifier: Apache-2.0
#include "client/leader_election.h"

#include <gtest/gtest.h>

#include "api/coordination/lease.h"
#include "base/simulated_executor.h"
#include "client/memory_carrier.h"

namespace seamark::client {
namespace {

class LeaderElectionTest : public testing::Test {
 protected:
  LeaderElectionTest() : random(3), server(executor, random) {}
  struct Candidate {
    std::unique_ptr<LeaderElection> election;
    int started = 0;
    int stopped = 0;
  };
  std::unique_ptr<Candidate> stand(const std::string& identity) {
    auto candidate = std::make_unique<Candidate>();
    Candidate* self = candidate.get();
    candidate->election = std::make_unique<LeaderElection>(
        server, random, LeaderElectionConfig{.identity = identity},
        LeaderElection::Callbacks{[self] { ++self->started; }, [self] { ++self->stopped; }});
    candidate->election->start();
    return candidate;
  }
  std::shared_ptr<const api::Lease> lease() {
    return std::static_pointer_cast<const api::Lease>(
        server.at(api::kindOf<api::Lease>(), "kube-system/kube-controller-manager"));
  }
  SimulatedExecutor executor;
  SeededRandom random;
  MemoryCarrier server;
};

TEST_F(LeaderElectionTest, OneLeadsAndTheOtherWaits) {
  auto a = stand("a"), b = stand("b");
  executor.advance(std::chrono::minutes(5));
  EXPECT_EQ(a->started + b->started, 1);
  EXPECT_EQ(a->stopped + b->stopped, 0);
  EXPECT_EQ(lease()->spec.holderIdentity, a->started ? "a" : "b");
  EXPECT_EQ(lease()->spec.leaseDurationSeconds, 15);
  EXPECT_EQ(lease()->spec.leaseTransitions, 0);
}

TEST_F(LeaderElectionTest, ASilentLeaderIsFollowedAfterItsLease) {
  auto a = stand("a");
  executor.advance(std::chrono::seconds(5));
  auto b = stand("b");
  executor.advance(std::chrono::seconds(5));
  a.reset();
  executor.advance(std::chrono::seconds(10));
  EXPECT_FALSE(b->election->leading());
  executor.advance(std::chrono::seconds(10));
  EXPECT_TRUE(b->election->leading());
  EXPECT_EQ(lease()->spec.leaseTransitions, 1);
}

TEST_F(LeaderElectionTest, ALeaderThatLetsGoIsFollowedAtOnce) {
  auto a = stand("a");
  executor.advance(std::chrono::seconds(5));
  auto b = stand("b");
  executor.advance(std::chrono::seconds(1));
  bool told = false;
  a->election->release([&] { told = true; });
  executor.advance(std::chrono::seconds(3));
  EXPECT_TRUE(told);
  EXPECT_TRUE(b->election->leading());
  EXPECT_EQ(a->stopped, 0);
}

TEST_F(LeaderElectionTest, WhoCannotRenewStepsDownBeforeOthersMayStart) {
  auto a = stand("a");
  executor.advance(std::chrono::seconds(5));
  server.setFault([](const auto&) { return std::optional(serviceUnavailable("away")); });
  executor.advance(std::chrono::seconds(13));
  EXPECT_EQ(a->stopped, 1);
  EXPECT_FALSE(a->election->leading());
}

}  // namespace
}  // namespace seamark::client
