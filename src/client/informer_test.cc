// Informer and reflector against an API server in memory: the initial list, changes, broken streams,
// forgotten versions, own writes.
// SPDX-License-Identifier: Apache-2.0
#include "client/informer.h"

#include <gmock/gmock.h>

#include "api/core/config_map.h"
#include "base/simulated_executor.h"
#include "client/memory_carrier.h"

namespace seamark::client {
namespace {

using api::ConfigMap;
using testing::ElementsAre;
using testing::IsEmpty;

class InformerTest : public testing::Test {
 protected:
  InformerTest() : random(7), server(executor, random) {}

  std::shared_ptr<ConfigMap> make(const std::string& name, const std::string& color = "red") {
    auto map = std::make_shared<ConfigMap>();
    map->metadata.namespace_ = "default";
    map->metadata.name = name;
    map->metadata.labels["color"] = color;
    return map;
  }
  void create(const std::string& name) { ASSERT_TRUE(server.createNow(kind, make(name))); }
  void paint(const std::string& name, const std::string& color) {
    ASSERT_TRUE(server.updateNow(kind, make(name, color)));
  }
  void remove(const std::string& name) { ASSERT_TRUE(server.removeNow(kind, "default", name)); }

  void start(InformerOptions options = {}) {
    informer = std::make_unique<Informer>(server, kind, options);
    informer->addIndex("color", [](const api::Object& o) {
      return std::vector<std::string>{o.metadata.labels.at("color")};
    });
    informer->addHandler(
        {.onAdd = [this](const ObjectPtr& now) { events.push_back("+" + now->metadata.name); },
         .onUpdate =
             [this](const ObjectPtr& before, const ObjectPtr& now) {
               events.push_back(before->metadata.name + ":" + before->metadata.labels.at("color") + ">" +
                                now->metadata.labels.at("color"));
             },
         .onDelete = [this](const ObjectPtr& last) { events.push_back("-" + last->metadata.name); }});
    informer->start();
  }
  std::vector<std::string> take() {
    executor.advance(std::chrono::seconds(2));
    return std::exchange(events, {});
  }

  const api::Kind& kind = api::kindOf<ConfigMap>();
  SimulatedExecutor executor;
  SeededRandom random;
  MemoryCarrier server;
  std::unique_ptr<Informer> informer;
  std::vector<std::string> events;
};

TEST_F(InformerTest, TheWholeStateFirstThenEveryChange) {
  create("a");
  start();
  bool told = false;
  informer->whenSynced([&] { told = true; });
  EXPECT_FALSE(informer->synced());
  EXPECT_THAT(take(), ElementsAre("+a"));
  EXPECT_TRUE(informer->synced());
  EXPECT_TRUE(told);
  create("b");
  paint("a", "blue");
  remove("b");
  EXPECT_THAT(take(), ElementsAre("+b", "a:red>blue", "-b"));
  EXPECT_EQ(informer->all().size(), 1u);
  EXPECT_EQ(get<ConfigMap>(*informer, "default/a")->metadata.labels.at("color"), "blue");
}

TEST_F(InformerTest, IndexesFollow) {
  create("a");
  create("b");
  start();
  take();
  EXPECT_EQ(informer->byIndex("color", "red").size(), 2u);
  paint("a", "blue");
  take();
  EXPECT_THAT(informer->keysByIndex("color", "red"), ElementsAre("default/b"));
  EXPECT_THAT(informer->keysByIndex("color", "blue"), ElementsAre("default/a"));
  remove("a");
  take();
  EXPECT_THAT(informer->byIndex("color", "blue"), IsEmpty());
}

TEST_F(InformerTest, SelectorsTurnChangesIntoComingAndGoing) {
  create("a");
  start({.ns = {}, .labelSelector = "color=blue", .fieldSelector = {}});
  EXPECT_THAT(take(), IsEmpty());
  paint("a", "blue");
  EXPECT_THAT(take(), ElementsAre("+a"));
  paint("a", "red");
  EXPECT_THAT(take(), ElementsAre("-a"));
}

TEST_F(InformerTest, ABrokenStreamIsTakenUpWhereItWas) {
  start();
  take();
  server.cutWatches(Failure(failure("connection reset")));
  create("a");
  EXPECT_THAT(take(), ElementsAre("+a"));
  server.cutWatches({});
  create("b");
  EXPECT_THAT(take(), ElementsAre("+b"));
}

TEST_F(InformerTest, AForgottenVersionStartsAnewAndWhatWentIsToldAsGone) {
  create("a");
  create("b");
  create("same");
  start();
  take();
  server.setFault([](const auto&) { return std::optional(serviceUnavailable("away")); });
  server.cutWatches({});
  take();
  remove("a");
  paint("b", "blue");
  create("c");
  server.compact();
  server.setFault({});
  executor.advance(std::chrono::minutes(1));
  EXPECT_THAT(take(), ElementsAre("b:red>blue", "+c", "-a"));
}

TEST_F(InformerTest, AServerThatIsAwayIsNotAskedAllTheTime) {
  server.setFault([](const auto&) { return std::optional(serviceUnavailable("away")); });
  start();
  executor.advance(std::chrono::minutes(10));
  EXPECT_LT(server.requests(MemoryCarrier::Verb::Watch), 40u);
  EXPECT_GT(server.requests(MemoryCarrier::Verb::Watch), 10u);
  server.setFault({});
  executor.advance(std::chrono::minutes(1));
  EXPECT_TRUE(informer->synced());
}

TEST_F(InformerTest, AStreamThatEndsAtOnceIsNotAskedInATightCircle) {
  start();
  take();
  for (int i = 0; i < 1000; ++i) {
    server.cutWatches({});
    executor.advance(std::chrono::milliseconds(1));
  }
  EXPECT_LT(server.requests(MemoryCarrier::Verb::Watch), 20u);
}

TEST_F(InformerTest, AServerWithoutStreamedListsIsListed) {
  create("a");
  server.setFault([](const MemoryCarrier::Request& r) -> std::optional<Status> {
    if (r.verb == MemoryCarrier::Verb::Watch && r.name.empty() && r.subresource == "initial")
      return badRequest("no");
    return std::nullopt;
  });
  start();
  EXPECT_THAT(take(), ElementsAre("+a"));
  create("b");
  EXPECT_THAT(take(), ElementsAre("+b"));
  EXPECT_EQ(server.requests(MemoryCarrier::Verb::List), 1u);
}

TEST_F(InformerTest, OwnWritesAreSeenAtOnceAndOnce) {
  start();
  take();
  server.setWatchLag([] { return std::chrono::milliseconds(500); });
  const auto made = server.createNow(kind, make("a"));
  informer->observe(*made);
  EXPECT_TRUE(informer->get("default/a"));
  EXPECT_THAT(take(), ElementsAre("+a"));
}

TEST_F(InformerTest, WhatTheStreamHasPassedIsNotBroughtBack) {
  start();
  take();
  const auto made = server.createNow(kind, make("a"));
  remove("a");
  EXPECT_THAT(take(), ElementsAre("+a", "-a"));
  informer->observe(*made);
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_FALSE(informer->get("default/a"));
}

TEST_F(InformerTest, AnObservedWriteOutlivesAnOlderList) {
  create("a");
  start();
  take();
  server.setFault([](const auto&) { return std::optional(serviceUnavailable("away")); });
  server.cutWatches({});
  const auto made = server.createNow(kind, make("b"));
  informer->observe(*made);
  EXPECT_THAT(take(), ElementsAre("+b"));
  remove("b");
  server.compact();
  server.setFault({});
  executor.advance(std::chrono::minutes(1));
  EXPECT_THAT(take(), ElementsAre("-b"));
}

TEST_F(InformerTest, AfterItIsGoneNobodyIsCalled) {
  create("a");
  start();
  informer.reset();
  EXPECT_THAT(take(), IsEmpty());
}

}  // namespace
}  // namespace seamark::client
