// Which pods nobody else deletes, against an API server in memory.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "controllers/podgc/roster.h"
#include "controllers/testbed.h"

namespace seamark::controllers {
namespace {

using testing::ElementsAre;

std::shared_ptr<api::Pod> ended(const std::string& name, int age, const std::string& reason = {}) {
  auto pod = makePod(name, {}, "10.1.0.1");
  pod->status.phase = "Failed";
  pod->status.reason = reason;
  pod->metadata.creationTimestamp = api::Time{1000 - age};
  return pod;
}

TEST(PodRoster, TheEvictedGoFirstThenTheOldest) {
  podgc::Roster roster;
  roster.put("young", *ended("young", 1));
  roster.put("old", *ended("old", 9));
  roster.put("evicted", *ended("evicted", 2, "Evicted"));
  roster.put("runs", *makePod("runs", {}, "10.1.0.1"));
  EXPECT_THAT(roster.endedBeyond(3), ElementsAre());
  EXPECT_THAT(roster.endedBeyond(1), ElementsAre("evicted", "old"));
  roster.erase("evicted");
  roster.put("old", *makePod("old", {}, "10.1.0.1"));
  EXPECT_THAT(roster.endedBeyond(0), ElementsAre("young"));
}

class PodGarbageCollection : public testing::Test {
 protected:
  PodGarbageCollection()
      : bed({.which = {"pod-garbage-collector-controller"}, .terminatedPodGcThreshold = 1}) {
    bed.create(makeNode("n1"));
    bed.start();
  }
  void pass(std::chrono::seconds time) {
    bed.executor.advance(time);
    bed.settle();
  }
  Testbed bed;
};

TEST_F(PodGarbageCollection, EndedPodsBeyondTheThresholdGo) {
  bed.create(ended("a", 1));
  bed.executor.advance(std::chrono::seconds(1));
  bed.create(ended("b", 1));
  pass(std::chrono::seconds(25));
  EXPECT_FALSE(bed.get<api::Pod>("a"));
  EXPECT_TRUE(bed.get<api::Pod>("b"));
}

TEST_F(PodGarbageCollection, PodsOfANodeThatIsGoneGoAfterTheQuarantine) {
  bed.create(makePod("lost", {}, "10.1.0.1", true, "gone"));
  auto held = makePod("held", {}, "10.1.0.2", true, "gone");
  held->metadata.finalizers = {"example.com/hold"};
  bed.create(held);
  bed.create(makePod("kept", {}, "10.1.0.3"));
  pass(std::chrono::seconds(45));
  EXPECT_TRUE(bed.get<api::Pod>("lost"));
  pass(std::chrono::seconds(40));
  EXPECT_FALSE(bed.get<api::Pod>("lost"));
  EXPECT_TRUE(bed.get<api::Pod>("kept"));
  const auto marked = bed.get<api::Pod>("held");
  EXPECT_EQ(marked->status.phase, "Failed");
  EXPECT_EQ(marked->status.conditions.back().type, "DisruptionTarget");
  EXPECT_EQ(marked->status.conditions.back().reason, "DeletionByPodGC");
}

TEST_F(PodGarbageCollection, ANodeThatComesInTimeKeepsItsPods) {
  bed.create(makePod("early", {}, "10.1.0.1", true, "late"));
  pass(std::chrono::seconds(45));
  bed.create(makeNode("late"));
  pass(std::chrono::seconds(120));
  EXPECT_TRUE(bed.get<api::Pod>("early"));
}

TEST_F(PodGarbageCollection, ADeletedPodThatWasNeverBoundIsFinished) {
  auto pod = makePod("unbound", {}, "", true, "");
  pod->metadata.finalizers = {"example.com/hold"};
  bed.create(pod);
  bed.remove<api::Pod>("unbound");
  pass(std::chrono::seconds(25));
  EXPECT_EQ(bed.get<api::Pod>("unbound")->status.phase, "Failed");
  bed.edit<api::Pod>("unbound", [](api::Pod& p) { p.metadata.finalizers.clear(); });
  EXPECT_FALSE(bed.get<api::Pod>("unbound"));
}

TEST_F(PodGarbageCollection, AnOutOfServiceNodeLetsItsTerminatingPodsGo) {
  bed.edit<api::Node>("n1", [](api::Node& n) {
    n.status.conditions[0].status = "Unknown";
    n.spec.taints = {
        {.key = "node.kubernetes.io/out-of-service", .value = {}, .effect = "NoExecute", .timeAdded = {}}};
  });
  auto leaving = makePod("leaving", {}, "10.1.0.1");
  leaving->metadata.finalizers = {"example.com/hold"};
  bed.create(leaving);
  bed.create(makePod("stays", {}, "10.1.0.2"));
  bed.remove<api::Pod>("leaving");
  pass(std::chrono::seconds(25));
  EXPECT_EQ(bed.get<api::Pod>("leaving")->status.phase, "Failed");
  EXPECT_EQ(bed.get<api::Pod>("stays")->status.phase, "Running");
}

}  // namespace
}  // namespace seamark::controllers
