// A node that falls silent turns Unknown, and its pods not ready; one that says NotReady itself is only
// tainted.
// SPDX-License-Identifier: Apache-2.0
#include "controllers/nodelifecycle/plan.h"

#include <gtest/gtest.h>

#include "api/coordination/lease.h"
#include "controllers/nodelifecycle/zones.h"
#include "controllers/testbed.h"

namespace seamark::controllers {
namespace {

std::vector<std::string> taints(const api::Node& node) {
  std::vector<std::string> found;
  for (const auto& taint : node.spec.taints) found.push_back(taint.key + ":" + taint.effect);
  return found;
}

// Time in which these nodes live and all others are silent.
void live(Testbed& bed, int tens, const std::vector<std::string>& nodes) {
  for (int i = 0; i < tens; ++i) {
    for (const std::string& name : nodes) {
      if (!bed.get<api::Lease>(name, "kube-node-lease")) {
        auto lease = std::make_shared<api::Lease>();
        lease->metadata.namespace_ = "kube-node-lease";
        lease->metadata.name = name;
        bed.create(lease);
      }
      const int64_t now = bed.executor.now().time_since_epoch() / std::chrono::microseconds(1);
      bed.edit<api::Lease>(
          name, [now](api::Lease& l) { l.spec.renewTime = api::MicroTime{.micros = now}; },
          "kube-node-lease");
    }
    bed.executor.advance(std::chrono::seconds(10));
  }
}

// How many nodes have a taint that throws pods out.
size_t expelling(Testbed& bed) {
  size_t count = 0;
  for (const auto& node : bed.all<api::Node>())
    for (const auto& taint : node->spec.taints) count += taint.effect == "NoExecute";
  return count;
}

void say(Testbed& bed, const std::string& node, const std::string& ready) {
  bed.edit<api::Node>(node, [&](api::Node& n) { n.status.conditions[0].status = ready; });
}

// Pods stay, so that what is asked is about nodes alone.
ControllersConfig nodesOnly() {
  return {.which = {"node-lifecycle-controller"}};
}

TEST(NodeLifecycle, ASilentNodeTurnsUnknownAndItsPodsNotReady) {
  Testbed bed({.which = {"*", "-taint-eviction-controller"}});
  bed.start();
  bed.create(makeNode("n1"));
  bed.create(makeNode("n2"));
  bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1"));
  bed.create(makeService("web", {{"app", "web"}}));
  bed.settle();
  EXPECT_TRUE(bed.slices().at(0)->endpoints.at(0).conditions.ready.value());
  live(bed, 6, {"n2"});
  const auto node = bed.get<api::Node>("n1");
  ASSERT_EQ(node->status.conditions.size(), 4u);
  EXPECT_EQ(node->status.conditions[0].status, "Unknown");
  EXPECT_EQ(node->status.conditions[0].reason, "NodeStatusUnknown");
  EXPECT_EQ(node->status.conditions[1].reason, "NodeStatusNeverUpdated");
  EXPECT_EQ(taints(*node), (std::vector<std::string>{"node.kubernetes.io/unreachable:NoSchedule",
                                                     "node.kubernetes.io/unreachable:NoExecute"}));
  EXPECT_EQ(bed.get<api::Pod>("p1")->status.conditions[0].status, "False");
  EXPECT_FALSE(bed.slices().at(0)->endpoints.at(0).conditions.ready.value());
}

TEST(NodeLifecycle, LeasesKeepANodeAliveAndAReadyNodeLosesItsTaint) {
  Testbed bed;
  bed.start();
  auto node = makeNode("n1");
  node->spec.taints = {
      {.key = "node.kubernetes.io/not-ready", .value = {}, .effect = "NoSchedule", .timeAdded = {}},
      {.key = "mine", .value = {}, .effect = "NoSchedule", .timeAdded = {}}};
  bed.create(node);
  bed.settle();
  EXPECT_EQ(taints(*bed.get<api::Node>("n1")), std::vector<std::string>{"mine:NoSchedule"});
  auto lease = std::make_shared<api::Lease>();
  lease->metadata.namespace_ = "kube-node-lease";
  lease->metadata.name = "n1";
  bed.create(lease);
  for (int i = 0; i < 20; ++i) {
    bed.executor.advance(std::chrono::seconds(10));
    bed.edit<api::Lease>(
        "n1", [i](api::Lease& l) { l.spec.renewTime = api::MicroTime{.micros = i}; }, "kube-node-lease");
  }
  EXPECT_EQ(nodelifecycle::readiness(*bed.get<api::Node>("n1")), "True");
}

TEST(NodeLifecycle, ANodeThatSaysNotReadyIsTaintedAndItsPodsStayReady) {
  Testbed bed;
  bed.start();
  bed.create(makeNode("n1"));
  bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1"));
  bed.edit<api::Node>("n1", [](api::Node& n) { n.status.conditions[0].status = "False"; });
  bed.settle();
  EXPECT_EQ(taints(*bed.get<api::Node>("n1")).at(0), "node.kubernetes.io/not-ready:NoSchedule");
  EXPECT_EQ(bed.get<api::Pod>("p1")->status.conditions[0].status, "True");
}

TEST(NodeLifecycle, NodesTurnAwayTheirPodsOneAfterTheOther) {
  Testbed bed(nodesOnly());
  const std::vector<std::string> alive = {"a", "b", "c", "d", "e"};
  for (const std::string& name : alive) bed.create(makeNode(name));
  for (const char* name : {"x", "y", "z"}) bed.create(makeNode(name, "zone"));
  bed.create(makeNode("w", "zone"));
  bed.start();
  say(bed, "a", "False");
  say(bed, "b", "False");
  say(bed, "x", "False");
  bed.settle();
  EXPECT_EQ(expelling(bed), 2u);  // one a zone
  live(bed, 1, {"a", "b", "c", "d", "e", "x", "y", "z", "w"});
  EXPECT_EQ(expelling(bed), 3u);
  // One taint takes the other's place at once.
  live(bed, 7, {"b", "c", "d", "e", "x", "y", "z", "w"});
  EXPECT_EQ(expelling(bed), 3u);
  EXPECT_EQ(taints(*bed.get<api::Node>("a")).back(), "node.kubernetes.io/unreachable:NoExecute");
  say(bed, "a", "True");
  bed.settle();
  EXPECT_EQ(expelling(bed), 2u);
}

TEST(NodeLifecycle, WhenNoNodeIsHeardNonePaysForIt) {
  Testbed bed(nodesOnly());
  for (const char* name : {"a", "b", "c"}) bed.create(makeNode(name));
  bed.start();
  live(bed, 5, {"a"});
  EXPECT_EQ(expelling(bed), 1u);
  bed.executor.advance(std::chrono::seconds(60));
  EXPECT_EQ(nodelifecycle::readiness(*bed.get<api::Node>("a")), "Unknown");
  EXPECT_EQ(expelling(bed), 0u);
  say(bed, "a", "True");
  bed.settle();
  EXPECT_EQ(expelling(bed), 0u);
  live(bed, 1, {"a"});
  EXPECT_EQ(expelling(bed), 1u);
}

TEST(NodeLifecycle, AZoneWhereMostAreSilentLosesNoPods) {
  Testbed bed(nodesOnly());
  for (const char* name : {"a", "b", "c", "d", "e"}) bed.create(makeNode(name));
  bed.start();
  live(bed, 12, {"e"});
  EXPECT_EQ(nodelifecycle::readiness(*bed.get<api::Node>("a")), "Unknown");
  EXPECT_EQ(expelling(bed), 0u);
}

TEST(NodeZones, TurnsComeAtTheRateOfTheirZone) {
  using std::chrono::seconds;
  nodelifecycle::Zones zones(
      {.normal = 0.1, .secondary = 0.01, .largeCluster = 4, .unhealthyThreshold = 0.6});
  SteadyTime now{};
  const auto put = [&](const std::string& name, const char* ready) {
    auto node = makeNode(name, "z");
    node->status.conditions[0].status = ready;
    zones.put(*node, false, now);
    zones.settle(now);
  };
  for (const char* name : {"a", "b", "c", "d", "e"}) put(name, "True");
  const std::string zone = zones.zoneOf("a");
  put("a", "False");
  zones.wish("a");
  zones.wish("a");
  EXPECT_EQ(zones.next(zone, now), "a");
  put("b", "False");
  zones.wish("b");
  EXPECT_EQ(zones.next(zone, now), std::nullopt);
  EXPECT_EQ(zones.wait(zone, now), seconds(10));
  put("c", "False");  // three of five: large and unhealthy
  EXPECT_EQ(zones.wait(zone, now), seconds(100));
  zones.erase("e");  // three of four: small and unhealthy
  zones.settle(now);
  EXPECT_EQ(zones.wait(zone, now), std::nullopt);
  EXPECT_FALSE(zones.dark());
  put("d", "False");
  EXPECT_TRUE(zones.dark());
  EXPECT_FALSE(zones.hasTurn("a"));
  put("c", "True");
  put("d", "True");
  EXPECT_FALSE(zones.dark());
  EXPECT_EQ(zones.wait(zone, now), seconds(10));
  now += seconds(10);
  EXPECT_EQ(zones.next(zone, now), "b");
}

TEST(NodeZones, AZoneGoesWithItsLastNode) {
  nodelifecycle::Zones zones{EvictionRates{}};
  const auto put = [&](const char* name, const std::string& zone) {
    api::Node node;
    node.metadata.name = name;
    node.metadata.labels["topology.kubernetes.io/zone"] = zone;
    zones.put(node, true, SteadyTime{});
    zones.settle(SteadyTime{});
    zones.wish(name);
  };
  put("stays", "z");
  for (int i = 0; i < 100; ++i) put("moves", "z" + std::to_string(i));
  EXPECT_EQ(zones.zones(), 2U);
  EXPECT_EQ(zones.zoneOf("moves"), "/z99");
  EXPECT_EQ(zones.zonesWithWishes(), (std::set<std::string>{"/z", "/z99"}));
  zones.erase("moves");
  zones.erase("stays");
  EXPECT_EQ(zones.zones(), 0U);
}

TEST(NodeLifecycle, ConditionsAndCordonsKeepNewPodsAway) {
  Testbed bed;
  bed.start();
  auto made = makeNode("n1");
  made->metadata.labels = {{"kubernetes.io/os", "linux"}, {"beta.kubernetes.io/os", "other"}};
  bed.create(made);
  bed.edit<api::Node>("n1", [](api::Node& n) {
    for (const char* type : {"MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable", "Other"})
      n.status.conditions.push_back({.type = type, .status = "True"});
    n.spec.unschedulable = true;
  });
  bed.settle();
  EXPECT_EQ(
      taints(*bed.get<api::Node>("n1")),
      (std::vector<std::string>{
          "node.kubernetes.io/memory-pressure:NoSchedule", "node.kubernetes.io/disk-pressure:NoSchedule",
          "node.kubernetes.io/network-unavailable:NoSchedule", "node.kubernetes.io/pid-pressure:NoSchedule",
          "node.kubernetes.io/unschedulable:NoSchedule"}));
  EXPECT_EQ(bed.get<api::Node>("n1")->metadata.labels.at("beta.kubernetes.io/os"), "linux");
  bed.edit<api::Node>("n1", [](api::Node& n) {
    for (auto& condition : n.status.conditions)
      if (condition.type != "Ready") condition.status = "False";
    n.spec.unschedulable = false;
  });
  bed.settle();
  EXPECT_TRUE(taints(*bed.get<api::Node>("n1")).empty());
}

}  // namespace
}  // namespace seamark::controllers
