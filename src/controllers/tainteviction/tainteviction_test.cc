// Which pods leave a node with a taint of effect NoExecute, and when.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "controllers/tainteviction/plan.h"
#include "controllers/testbed.h"

namespace seamark::controllers {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

api::Toleration toleration(const std::string& key, std::optional<int64_t> time = {}) {
  return {key, "Exists", "", "NoExecute", time};
}
api::Taint taint(const std::string& key, const std::string& effect = "NoExecute") {
  return {key, "1", effect, {}};
}

TEST(TaintEvictionPlan, TheShortestOfTheTolerationsThatFitFirstCounts) {
  using Tolerations = std::vector<api::Toleration>;
  struct Case {
    const char* what;
    Tolerations tolerations;
    std::optional<Duration> time;
  };
  const std::vector<api::Taint> taints = {taint("a"), taint("b")};
  const std::vector<Case> cases = {
      {"none", {}, Duration::zero()},
      {"one of two", {toleration("a")}, Duration::zero()},
      {"both for ever", {toleration("a"), toleration("b")}, std::nullopt},
      {"everything", {{"", "Exists", "", "", {}}}, std::nullopt},
      {"one for a while", {toleration("a", 30), toleration("b")}, seconds(30)},
      {"both for a while", {toleration("a", 30), toleration("b", 20)}, seconds(20)},
      {"below zero", {toleration("a", -5), toleration("b")}, Duration::zero()},
      {"the first that fits", {toleration("a"), toleration("b"), toleration("a", 5)}, std::nullopt},
      {"another effect", {{"", "Exists", "", "NoSchedule", {}}}, Duration::zero()},
      {"another value", {{"a", "Equal", "2", "", {}}, toleration("b")}, Duration::zero()},
      {"the value", {{"a", "", "1", "", {}}, toleration("b")}, std::nullopt},
      {"longer than any time",
       {toleration("a", INT64_MAX), toleration("b")},
       std::chrono::hours(24 * 36'500)},
  };
  for (const Case& each : cases)
    EXPECT_EQ(tainteviction::staysFor(taints, each.tolerations), each.time) << each.what;
  EXPECT_EQ(tainteviction::staysFor({}, {}), std::nullopt);
}

class TaintEviction : public testing::Test {
 protected:
  TaintEviction() : bed({.which = {"taint-eviction-controller"}}) {
    bed.create(makeNode("n1"));
    bed.start();
  }
  void put(const std::string& name, std::vector<api::Toleration> tolerations,
           const std::string& node = "n1") {
    auto pod = makePod(name, {}, "10.1.0.1", true, node);
    pod->spec.tolerations = std::move(tolerations);
    bed.create(pod);
  }
  void setTaints(std::vector<api::Taint> taints) {
    bed.edit<api::Node>("n1", [&](api::Node& n) { n.spec.taints = taints; });
    bed.settle();
  }
  void pass(int time) {
    bed.executor.advance(seconds(time));
    bed.settle();
  }
  std::vector<std::string> pods() {
    std::vector<std::string> names;
    for (const auto& pod : bed.all<api::Pod>()) names.push_back(pod->metadata.name);
    return names;
  }
  std::vector<std::string> told() {
    std::vector<std::string> messages;
    for (const auto& event : bed.all<api::Event>()) {
      EXPECT_EQ(event->reason, "TaintManagerEviction");
      EXPECT_EQ(event->type, "Normal");
      EXPECT_EQ(event->source.component, "taint-eviction-controller");
      EXPECT_EQ(event->involvedObject.uid, "");
      messages.push_back(event->message);
    }
    return messages;
  }
  Testbed bed;
};

TEST_F(TaintEviction, WhoDoesNotTolerateItGoesAtOnceOthersInTime) {
  put("plain", {});
  put("stays", {toleration("a")});
  put("while", {toleration("a", 20)});
  put("elsewhere", {}, "n2");
  put("nowhere", {}, "");
  setTaints({taint("a"), taint("b", "NoSchedule")});
  EXPECT_THAT(pods(), ElementsAre("elsewhere", "nowhere", "stays", "while"));
  pass(17);
  EXPECT_THAT(pods(), ElementsAre("elsewhere", "nowhere", "stays", "while"));
  pass(3);
  EXPECT_THAT(pods(), ElementsAre("elsewhere", "nowhere", "stays"));
  EXPECT_THAT(told(), testing::UnorderedElementsAre("Marking for deletion Pod default/plain",
                                                    "Marking for deletion Pod default/while"));
}

TEST_F(TaintEviction, APodThatWaitsForSomethingSaysWhyItGoes) {
  auto pod = makePod("held", {}, "10.1.0.1");
  pod->metadata.finalizers = {"example.com/hold"};
  bed.create(pod);
  setTaints({taint("a")});
  const auto held = bed.get<api::Pod>("held");
  EXPECT_TRUE(held->metadata.deletionTimestamp);
  const auto& condition = held->status.conditions.back();
  EXPECT_EQ(condition.type, "DisruptionTarget");
  EXPECT_EQ(condition.status, "True");
  EXPECT_EQ(condition.reason, "DeletionByTaintManager");
  EXPECT_EQ(condition.message, "Taint manager: deleting due to NoExecute taint");
  EXPECT_EQ(condition.observedGeneration, 1);
}

TEST_F(TaintEviction, ATaintThatGoesInTimeSparesThePod) {
  put("while", {toleration("a", 20)});
  setTaints({taint("a")});
  pass(10);
  setTaints({});
  pass(30);
  EXPECT_THAT(pods(), ElementsAre("while"));
  EXPECT_THAT(told(), ElementsAre("Cancelling deletion of Pod default/while"));
  // The time begins anew.
  setTaints({taint("a")});
  pass(15);
  EXPECT_THAT(pods(), ElementsAre("while"));
  pass(5);
  EXPECT_THAT(pods(), IsEmpty());
}

TEST_F(TaintEviction, APodThatLearnsToTolerateStays) {
  put("learns", {toleration("a", 20)});
  setTaints({taint("a")});
  bed.edit<api::Pod>("learns", [](api::Pod& p) { p.spec.tolerations = {toleration("a")}; });
  pass(60);
  EXPECT_THAT(pods(), ElementsAre("learns"));
}

TEST_F(TaintEviction, AnotherTaintDoesNotStartTheClockAgain) {
  put("two", {toleration("a", 20), toleration("b", 40)});
  setTaints({taint("a")});
  pass(10);
  setTaints({taint("a"), taint("b")});
  pass(10);
  EXPECT_THAT(pods(), IsEmpty());
}

TEST_F(TaintEviction, APodThatComesToATaintedNodeGoes) {
  setTaints({taint("a")});
  put("new", {});
  put("bound", {}, "");
  bed.settle();
  EXPECT_THAT(pods(), ElementsAre("bound"));
  bed.edit<api::Pod>("bound", [](api::Pod& p) { p.spec.nodeName = "n1"; });
  bed.settle();
  EXPECT_THAT(pods(), IsEmpty());
}

TEST_F(TaintEviction, WhatHappenedWhileItWasAwayIsCaughtUpWith) {
  put("plain", {});
  put("while", {toleration("a", 20)});
  bed.kill();
  bed.edit<api::Node>("n1", [](api::Node& n) { n.spec.taints = {taint("a")}; });
  bed.start();
  EXPECT_THAT(pods(), ElementsAre("while"));
  pass(20);
  EXPECT_THAT(pods(), IsEmpty());
}

}  // namespace
}  // namespace seamark::controllers
