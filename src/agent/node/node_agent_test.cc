// The node's agent against a small API on a simulated clock.
// SPDX-License-Identifier: Apache-2.0
#include "agent/node/node_agent.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "agent/node/node_status.h"
#include "api/coordination/lease.h"
#include "api/core/node.h"
#include "base/simulated_executor.h"
#include "client/memory_carrier.h"

namespace seamark::agent {
namespace {

using namespace std::chrono_literals;

HostFacts someHost() {
  return {.bootID = "b1",
          .kernelVersion = "6.1",
          .osImage = "Debian",
          .architecture = "amd64",
          .processors = 4,
          .memoryBytes = 8ull << 30,
          .memoryFreeBytes = 4ull << 30,
          .diskBytes = 1ull << 40,
          .diskFreeBytes = 1ull << 39,
          .processes = 100,
          .processesMost = 32768};
}

const api::NodeCondition& condition(const api::NodeStatus& status, const std::string& type) {
  return *std::ranges::find(status.conditions, type, &api::NodeCondition::type);
}

class Agent : public testing::Test {
 protected:
  const api::Node* node() const {
    return static_cast<const api::Node*>(carrier_.at(api::kindOf<api::Node>(), "host-1").get());
  }
  const api::Lease* lease() const {
    return static_cast<const api::Lease*>(
        carrier_.at(api::kindOf<api::Lease>(), "kube-node-lease/host-1").get());
  }
  NodeAgentConfig config() {
    return {.nodeName = "host-1",
            .addresses = {"192.168.20.1", "fd00::1"},
            .labels = {{"topology.kubernetes.io/zone", "b"}},
            .taints = {{.key = "seamark.dev/adopted-only", .value = "true", .effect = "NoSchedule"}},
            .facts = [this] { return host_; },
            .onRegistered = [this](const std::string& uid) { uid_ = uid; }};
  }

  SeededRandom random_{1};
  SimulatedExecutor executor_;
  client::MemoryCarrier carrier_{executor_, random_};
  HostFacts host_ = someHost();
  std::string uid_;
  NodeAgent agent_{carrier_, config()};
};

TEST_F(Agent, RegistersTheNodeAndRenewsItsLease) {
  agent_.start();
  executor_.advance(1s);
  ASSERT_TRUE(agent_.registered());
  ASSERT_EQ(node()->status.addresses.size(), 3u);
  EXPECT_EQ(node()->status.addresses[0].address, "192.168.20.1");
  EXPECT_EQ(node()->status.addresses[2].type, "Hostname");
  EXPECT_EQ(condition(node()->status, "Ready").status, "True");
  EXPECT_EQ(condition(node()->status, "MemoryPressure").status, "False");
  EXPECT_EQ(node()->status.capacity.at("cpu").value, "4");
  EXPECT_EQ(node()->status.capacity.at("memory").value, "8Gi");
  EXPECT_EQ(node()->metadata.labels.at("topology.kubernetes.io/zone"), "b");
  EXPECT_EQ(node()->metadata.labels.at("kubernetes.io/hostname"), "host-1");
  EXPECT_EQ(node()->spec.taints.at(0).key, "seamark.dev/adopted-only");
  EXPECT_EQ(uid_, node()->metadata.uid);
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

TEST_F(Agent, WritesTheStatusWhenItSaysSomethingElseAndEveryFiveMinutes) {
  agent_.start();
  executor_.advance(1s);
  const std::string first = node()->metadata.resourceVersion;
  executor_.advance(4min);
  EXPECT_EQ(node()->metadata.resourceVersion, first);
  executor_.advance(70s);
  const std::string second = node()->metadata.resourceVersion;
  EXPECT_NE(second, first);
  host_.memoryFreeBytes = 1 << 20;
  executor_.advance(11s);
  EXPECT_EQ(condition(node()->status, "MemoryPressure").status, "True");
  EXPECT_EQ(condition(node()->status, "MemoryPressure").lastTransitionTime,
            condition(node()->status, "MemoryPressure").lastHeartbeatTime);
}

TEST_F(Agent, CorrectsWhatOthersSaidOfIt) {
  agent_.start();
  executor_.advance(1s);
  auto silenced = std::make_shared<api::Node>(*node());
  for (auto& one : silenced->status.conditions) one.status = "Unknown";
  ASSERT_TRUE(carrier_.updateNow(api::kindOf<api::Node>(), silenced, "status"));
  executor_.advance(11s);
  EXPECT_EQ(condition(node()->status, "Ready").status, "True");
  EXPECT_EQ(condition(node()->status, "DiskPressure").status, "False");
}

TEST_F(Agent, ADeletedNodeIsRegisteredAgain) {
  agent_.start();
  executor_.advance(1s);
  const std::string before = uid_;
  ASSERT_TRUE(carrier_.removeNow(api::kindOf<api::Node>(), "", "host-1"));
  executor_.advance(11s);
  ASSERT_TRUE(node());
  EXPECT_NE(uid_, before);
}

TEST_F(Agent, TheLeaseIsRenewedThoughTheStatusIsRefused) {
  agent_.start();
  executor_.advance(1s);
  carrier_.setFault([](const client::MemoryCarrier::Request& request) -> std::optional<Status> {
    if (request.kind == &api::kindOf<api::Node>()) return serviceUnavailable("not now");
    return std::nullopt;
  });
  const auto first = lease()->spec.renewTime->micros;
  executor_.advance(61s);
  EXPECT_GE(*lease()->spec.renewTime->micros - *first, 50'000'000);
}

TEST_F(Agent, SaysWhenItLeaves) {
  agent_.start();
  executor_.advance(1s);
  bool told = false;
  agent_.leave("the node is shutting down", [&] { told = true; });
  executor_.advance(1s);
  EXPECT_TRUE(told);
  EXPECT_EQ(condition(node()->status, "Ready").status, "False");
  EXPECT_EQ(condition(node()->status, "Ready").message, "the node is shutting down");
}

TEST(HostFacts, AreReadFromThisHost) {
  const HostFacts facts = readHostFacts();
  EXPECT_GT(facts.processors, 0u);
  EXPECT_GT(facts.memoryBytes, facts.memoryFreeBytes);
  EXPECT_GT(facts.diskBytes, 0u);
  EXPECT_GT(facts.processes, 0u);
  EXPECT_FALSE(facts.kernelVersion.empty());
  EXPECT_FALSE(facts.architecture.empty());
}

}  // namespace
}  // namespace seamark::agent
