// Endpoints of a Service with a selector, and what happens to them when it has none any more.
// SPDX-License-Identifier: Apache-2.0
#include "controllers/endpoints/plan.h"

#include <gmock/gmock.h>

#include "controllers/subsets.h"
#include "controllers/testbed.h"
#include "controllers/well_known.h"

namespace seamark::controllers {
namespace {

using endpoints::plan;
using endpoints::planRemoval;

std::shared_ptr<const api::Endpoints> planned(const api::Service& service, const std::vector<PodPtr>& pods,
                                              const api::Endpoints* existing = nullptr,
                                              const std::optional<api::Time>& trigger = {}) {
  const auto change = plan(service, pods, existing, trigger).change;
  return change ? std::static_pointer_cast<const api::Endpoints>(change->object) : nullptr;
}
std::vector<std::string> ips(const std::vector<api::EndpointAddress>& addresses) {
  std::vector<std::string> found;
  for (const auto& address : addresses) found.push_back(address.ip);
  return found;
}

TEST(EndpointsPlan, ReadyAndNotReadyBesideEachOther) {
  const auto service = makeService("web", {{"app", "web"}});
  const auto found = planned(*service, {makePod("a", {}, "10.1.0.10"), makePod("b", {}, "10.1.0.2"),
                                        makePod("c", {}, "10.1.0.3", false)});
  ASSERT_EQ(found->subsets.size(), 1u);
  EXPECT_THAT(ips(found->subsets[0].addresses), testing::ElementsAre("10.1.0.10", "10.1.0.2"));
  EXPECT_THAT(ips(found->subsets[0].notReadyAddresses), testing::ElementsAre("10.1.0.3"));
  EXPECT_EQ(found->subsets[0].ports.at(0).port, 8080);
  EXPECT_EQ(found->metadata.labels, (api::Labels{{kEndpointsManagedBy, kEndpointsController}}));
  EXPECT_FALSE(planned(
      *service,
      {makePod("a", {}, "10.1.0.10"), makePod("b", {}, "10.1.0.2"), makePod("c", {}, "10.1.0.3", false)},
      found.get()))
      << "the same again is no write";
}

TEST(EndpointsPlan, APodBoundToNoNodeDoesNotBlockTheOthers) {
  const auto service = makeService("web", {{"app", "web"}});
  const auto found =
      planned(*service, {makePod("a", {}, "10.1.0.1"), makePod("b", {}, "10.1.0.2", true, "")});
  ASSERT_EQ(found->subsets.at(0).addresses.size(), 2u);
  EXPECT_EQ(found->subsets[0].addresses[0].nodeName, "n1");
  EXPECT_FALSE(found->subsets[0].addresses[1].nodeName);
}

TEST(EndpointsPlan, WhoIsInAndWhoIsOut) {
  auto service = makeService("web", {{"app", "web"}});
  auto ended = makePod("ended", {}, "10.1.0.1");
  ended->status.phase = "Succeeded";
  auto noIp = makePod("noip", {}, "");
  noIp->status.podIPs.clear();
  auto terminating = makePod("terminating", {}, "10.1.0.3");
  terminating->metadata.deletionTimestamp = api::Time{.seconds = 1};
  auto v6 = makePod("v6", {}, "fd00::1");
  const std::vector<PodPtr> pods = {ended, noIp, terminating, v6};
  EXPECT_TRUE(planned(*service, pods)->subsets.empty());
  service->spec.publishNotReadyAddresses = true;
  EXPECT_THAT(ips(planned(*service, pods)->subsets.at(0).addresses), testing::ElementsAre("10.1.0.3"));
  service->spec.ipFamilies = {"IPv6", "IPv4"};
  EXPECT_THAT(ips(planned(*service, pods)->subsets.at(0).addresses), testing::ElementsAre("fd00::1"));
}

TEST(EndpointsPlan, HeadlessWithoutPortsHasASubsetWithoutPorts) {
  auto service = makeService("web", {{"app", "web"}});
  service->spec.clusterIP = "None";
  service->spec.ports.clear();
  auto pod = makePod("a", {}, "10.1.0.1");
  pod->spec.hostname = "h";
  pod->spec.subdomain = "web";
  const auto found = planned(*service, {pod});
  ASSERT_EQ(found->subsets.size(), 1u);
  EXPECT_TRUE(found->subsets[0].ports.empty());
  EXPECT_EQ(found->subsets[0].addresses.at(0).hostname, "h");
  EXPECT_TRUE(found->metadata.labels.contains(kHeadless));
}

TEST(EndpointsPlan, AThousandAtMostReadyOnesFirst) {
  auto service = makeService("web", {{"app", "web"}});
  std::vector<PodPtr> pods;
  for (int i = 0; i < 900; ++i)
    pods.push_back(makePod("r" + std::to_string(i), {},
                           "10.1." + std::to_string(i / 200) + "." + std::to_string(i % 200 + 1)));
  for (int i = 0; i < 300; ++i)
    pods.push_back(makePod("n" + std::to_string(i), {},
                           "10.2." + std::to_string(i / 200) + "." + std::to_string(i % 200 + 1), false));
  const auto found = planned(*service, pods);
  EXPECT_EQ(found->subsets.at(0).addresses.size(), 900u);
  EXPECT_EQ(found->subsets.at(0).notReadyAddresses.size(), 100u);
  EXPECT_EQ(found->metadata.annotations.at(kOverCapacity), "truncated");
  pods.resize(10);
  EXPECT_FALSE(planned(*service, pods, found.get())->metadata.annotations.contains(kOverCapacity));
}

TEST(EndpointsPlan, WhatAPersonPutOnStaysButLabelsAreTheServices) {
  auto service = makeService("web", {{"app", "web"}});
  service->metadata.labels["a"] = "b";
  auto existing = makeEndpoints("web", {"10.9.9.9"});
  existing->metadata.labels["mine"] = "1";
  existing->metadata.annotations["note"] = "n";
  existing->metadata.resourceVersion = "7";
  const auto found = planned(*service, {}, existing.get(), api::Time::parse("2024-05-05T05:05:05Z"));
  EXPECT_TRUE(found->subsets.empty());
  EXPECT_EQ(found->metadata.labels, (api::Labels{{"a", "b"}, {kEndpointsManagedBy, kEndpointsController}}));
  EXPECT_EQ(found->metadata.annotations,
            (api::Labels{{"note", "n"}, {kTriggerTime, "2024-05-05T05:05:05Z"}}));
  EXPECT_EQ(found->metadata.resourceVersion, "7");
}

TEST(EndpointsPlan, OursGoAndAPersonsAreHandedOver) {
  const auto service = makeService("web", {{"app", "web"}});
  const auto ours = planned(*service, {makePod("a", {}, "10.1.0.1")});
  EXPECT_EQ(planRemoval(*ours)->what, Change::What::Delete);
  auto edited = makeEndpoints("web", {"192.168.10.22"});
  EXPECT_FALSE(planRemoval(*edited));
  edited->metadata.labels[kEndpointsManagedBy] = kEndpointsController;
  const auto change = planRemoval(*edited);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->what, Change::What::Update);
  EXPECT_FALSE(change->object->metadata.labels.contains(kEndpointsManagedBy));
}

TEST(Subsets, PortsWithTheSameAddressesShareASubset) {
  api::EndpointAddress a, b;
  a.ip = "10.0.0.1";
  b.ip = "10.0.0.2";
  const api::EndpointPort x{.name = "x", .port = 1, .protocol = "TCP", .appProtocol = {}};
  const api::EndpointPort y{.name = "y", .port = 2, .protocol = "TCP", .appProtocol = {}};
  auto found = repackSubsets({{{b}, {}, {x}}, {{a}, {}, {x, y}}, {{b}, {}, {y}}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(ips(found[0].addresses), testing::ElementsAre("10.0.0.1", "10.0.0.2"));
  EXPECT_EQ(found[0].ports, (std::vector{x, y}));
  found = repackSubsets({{{a}, {}, {x}}, {{}, {a}, {y}}});
  EXPECT_EQ(found.size(), 2u) << "ready for one port only";
}

class EndpointsController : public testing::Test {
 protected:
  void SetUp() override { bed.start(); }
  Testbed bed;
};

TEST_F(EndpointsController, DeletedByHandTheyComeBackEditedByHandTheyStandUntilAnEvent) {
  bed.create(makeService("web", {{"app", "web"}}));
  bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1"));
  bed.settle();
  bed.remove<api::Endpoints>("web");
  bed.settle();
  ASSERT_TRUE(bed.get<api::Endpoints>("web"));
  bed.edit<api::Endpoints>("web", [](api::Endpoints& e) { e.subsets[0].addresses[0].ip = "10.9.9.9"; });
  bed.settle();
  EXPECT_EQ(bed.get<api::Endpoints>("web")->subsets[0].addresses[0].ip, "10.9.9.9");
  bed.create(makePod("p2", {{"app", "web"}}, "10.1.0.2"));
  bed.settle();
  EXPECT_THAT(ips(bed.get<api::Endpoints>("web")->subsets[0].addresses),
              testing::ElementsAre("10.1.0.1", "10.1.0.2"));
}

TEST_F(EndpointsController, WhatWasLeftWhileItWasAwayIsTidiedAndAPersonsIsNot) {
  bed.create(makeService("web", {{"app", "web"}}));
  bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1"));
  bed.create(makeEndpoints("lonely", {"192.168.10.22"}));
  bed.settle();
  bed.controllers.reset();
  bed.remove<api::Service>("web");
  bed.start();
  EXPECT_FALSE(bed.get<api::Endpoints>("web"));
  EXPECT_TRUE(bed.get<api::Endpoints>("lonely"));
}

TEST_F(EndpointsController, PodChangesThatDoNotMatterWriteNothing) {
  bed.create(makeService("web", {{"app", "web"}}));
  bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1"));
  bed.settle();
  const std::string version = bed.get<api::Endpoints>("web")->metadata.resourceVersion;
  bed.edit<api::Pod>("p1", [](api::Pod& p) {
    p.metadata.annotations["x"] = "y";
    p.metadata.labels["more"] = "1";
  });
  bed.settle();
  EXPECT_EQ(bed.get<api::Endpoints>("web")->metadata.resourceVersion, version);
}

}  // namespace
}  // namespace seamark::controllers
