// A node that falls silent turns Unknown, and its pods not ready; one that says NotReady itself is only
// tainted.
// SPDX-License-Identifier: Apache-2.0
#include "controllers/nodelifecycle/plan.h"

#include <gtest/gtest.h>

#include "api/coordination/lease.h"
#include "controllers/testbed.h"

namespace seamark::controllers {
namespace {

std::vector<std::string> taints(const api::Node& node) {
  std::vector<std::string> found;
  for (const auto& taint : node.spec.taints) found.push_back(taint.key + ":" + taint.effect);
  return found;
}

TEST(NodeLifecycle, ASilentNodeTurnsUnknownAndItsPodsNotReady) {
  Testbed bed;
  bed.start();
  bed.create(makeNode("n1"));
  bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1"));
  bed.create(makeService("web", {{"app", "web"}}));
  bed.settle();
  EXPECT_TRUE(bed.slices().at(0)->endpoints.at(0).conditions.ready.value());
  bed.executor.advance(std::chrono::seconds(60));
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
