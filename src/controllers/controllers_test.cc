// What the controllers say of themselves: metrics, their own check, and Endpoints that cannot hold all.
// SPDX-License-Identifier: Apache-2.0
#include "controllers/controllers.h"

#include <gmock/gmock.h>

#include <utility>

#include "controllers/self_check.h"
#include "controllers/testbed.h"
#include "controllers/well_known.h"

namespace seamark::controllers {
namespace {

using testing::HasSubstr;

TEST(ControllersMetrics, CountWhatWasDone) {
  client::Metrics metrics;
  Testbed bed({.maxEndpointsPerSlice = 2, .metrics = &metrics});
  bed.create(makeNode("n1"));
  bed.start();
  auto web = makeService("web", {{"app", "web"}});
  web->spec.trafficDistribution = "PreferClose";
  bed.create(web);
  for (int i = 1; i <= 3; ++i)
    bed.create(makePod("p" + std::to_string(i), {{"app", "web"}}, "10.1.0." + std::to_string(i)));
  bed.create(makeService("hand"));
  bed.create(makeEndpoints("hand", {"10.2.0.1"}));
  bed.settle();
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr("endpoint_slice_controller_endpoints_desired 3\n"));
  EXPECT_THAT(text, HasSubstr("endpoint_slice_controller_num_endpoint_slices 2\n"));
  EXPECT_THAT(text, HasSubstr("endpoint_slice_controller_desired_endpoint_slices 2\n"));
  EXPECT_THAT(text, HasSubstr("endpoint_slice_controller_services_count_by_traffic_distribution"
                              "{traffic_distribution=\"PreferClose\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("endpoint_slice_mirroring_controller_num_endpoint_slices 1\n"));
  EXPECT_THAT(text, HasSubstr("workqueue_depth{name=\"endpoint_slice\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("workqueue_adds_total{name=\"endpoint\"}"));
  EXPECT_THAT(text, HasSubstr("seamark_reconcile_drift_total{controller=\"endpoints-controller\"} 0\n"));
  bed.remove<api::Service>("web");
  bed.settle();
  EXPECT_THAT(metrics.text(), HasSubstr("endpoint_slice_controller_num_endpoint_slices 0\n"));
}

TEST(OverCapacity, AnEventAndAConditionSayThatEndpointsAreCut) {
  Testbed bed;
  bed.create(makeNode("n1"));
  bed.start();
  bed.create(makeService("web", {{"app", "web"}}));
  for (int i = 0; i < 1002; ++i)
    bed.create(makePod("p" + std::to_string(i), {{"app", "web"}},
                       "10.1." + std::to_string(i / 256) + "." + std::to_string(i % 256)));
  bed.settle();
  const auto endpoints = bed.get<api::Endpoints>("web");
  EXPECT_EQ(endpoints->metadata.annotations.at(kOverCapacity), "truncated");
  EXPECT_EQ(endpoints->subsets.at(0).addresses.size(), 1000u);
  auto conditions = bed.get<api::Service>("web")->status.conditions;
  ASSERT_EQ(conditions.size(), 1u);
  EXPECT_EQ(conditions[0].type, "EndpointsOverCapacity");
  EXPECT_EQ(conditions[0].status, "True");
  std::vector<std::string> told;
  for (const auto& event : bed.all<api::Event>())
    if (event->involvedObject.kind == "Service") told.push_back(event->reason);
  EXPECT_THAT(told, testing::ElementsAre("EndpointsOverCapacity"));
  bed.remove<api::Pod>("p0");
  bed.remove<api::Pod>("p1");
  bed.settle();
  EXPECT_FALSE(bed.get<api::Endpoints>("web")->metadata.annotations.contains(kOverCapacity));
  EXPECT_EQ(bed.get<api::Service>("web")->status.conditions.at(0).status, "False");
}

// One that finds drift once.
class Forgetful final : public Controller {
 public:
  void start() override {}
  void stop() override {}
  bool idle() const override { return true; }
  bool mendDrift(const std::string& key) override {
    looked.push_back(key);
    return key == "default/b" && !std::exchange(mended_, true);
  }
  std::vector<std::string> looked;

 private:
  bool mended_ = false;
};

TEST(SelfCheck, LooksAtEveryServiceAndCountsWhatWasMissed) {
  SimulatedExecutor executor;
  SeededRandom random(1);
  client::MemoryCarrier server(executor, random);
  for (const char* name : {"a", "b"})
    ASSERT_TRUE(server.createNow(api::kindOf<api::Service>(), makeService(name)));
  ASSERT_TRUE(server.createNow(api::kindOf<api::Endpoints>(), makeEndpoints("lonely", {"10.1.0.1"})));
  const auto alive = std::make_shared<int>();
  client::Metrics metrics;
  Informers informers(server, random);
  const Context context{server, random, informers, &metrics, alive};
  std::vector<NamedController> controllers;
  controllers.push_back({"forgetful", std::make_unique<Forgetful>()});
  auto& forgetful = static_cast<Forgetful&>(*controllers.front().controller);
  SelfCheck check(context, controllers, std::chrono::minutes(5));
  informers.start();
  executor.advance(std::chrono::seconds(1));
  check.start();
  executor.advance(std::chrono::minutes(4));
  EXPECT_TRUE(forgetful.looked.empty());
  executor.advance(std::chrono::minutes(2));
  EXPECT_THAT(forgetful.looked, testing::ElementsAre("default/a", "default/b", "default/lonely"));
  EXPECT_EQ(check.drift(), 1u);
  EXPECT_THAT(metrics.text(), HasSubstr("seamark_reconcile_drift_total{controller=\"forgetful\"} 1\n"));

  // Another round, for the first was not clean; then none before something changes.
  forgetful.looked.clear();
  executor.advance(std::chrono::minutes(5));
  EXPECT_EQ(forgetful.looked.size(), 3u);
  executor.advance(std::chrono::minutes(15));
  EXPECT_EQ(forgetful.looked.size(), 3u);
  ASSERT_TRUE(server.createNow(api::kindOf<api::Service>(), makeService("c")));
  executor.advance(std::chrono::minutes(6));
  EXPECT_EQ(forgetful.looked.size(), 7u);
}

}  // namespace
}  // namespace seamark::controllers
