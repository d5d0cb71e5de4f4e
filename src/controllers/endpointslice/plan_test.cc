// Slices of a Service with a selector: packing, conditions, hints, healing, and what is left when the
// selector goes.
// SPDX-License-Identifier: Apache-2.0
#include "controllers/endpointslice/plan.h"

#include <gmock/gmock.h>

#include "controllers/endpointslice/packing.h"
#include "controllers/testbed.h"
#include "controllers/well_known.h"

namespace seamark::controllers {
namespace {

using endpointslice::hintByTopology;
using endpointslice::identityOf;
using endpointslice::pack;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

api::Endpoint endpointAt(int i) {
  api::Endpoint endpoint;
  endpoint.addresses = {"10.1.0." + std::to_string(i)};
  return endpoint;
}
endpointslice::Endpoints endpointsFrom(int first, int last) {
  endpointslice::Endpoints found;
  for (int i = first; i <= last; ++i) found.emplace(identityOf(endpointAt(i)), endpointAt(i));
  return found;
}
SlicePtr sliceOf(const std::string& name, int first, int last) {
  auto slice = std::make_shared<api::EndpointSlice>();
  slice->metadata.name = name;
  for (int i = first; i <= last; ++i) slice->endpoints.push_back(endpointAt(i));
  return slice;
}
endpointslice::Packed packed(endpointslice::Endpoints desired, const std::vector<SlicePtr>& existing,
                             size_t most) {
  return pack(std::move(desired), existing, most, [](const api::EndpointSlice&) { return false; });
}

TEST(Packing, NewEndpointsFillSlicesOfTheMostSize) {
  const auto result = packed(endpointsFrom(1, 15), {}, 10);
  ASSERT_EQ(result.creates.size(), 2u);
  EXPECT_EQ(result.creates[0].size(), 10u);
  EXPECT_EQ(result.creates[1].size(), 5u);
}

TEST(Packing, WhatIsRightIsNotTouched) {
  const auto result = packed(endpointsFrom(1, 9), {sliceOf("a", 1, 5), sliceOf("b", 6, 9)}, 10);
  EXPECT_TRUE(result.creates.empty() && result.updates.empty() && result.deletes.empty());
}

TEST(Packing, ASliceThatIsWrittenAnywayTakesTheNewOnes) {
  // 5 goes from a; 20 comes and goes there, though b has room as well.
  auto desired = endpointsFrom(1, 4);
  desired.merge(endpointsFrom(6, 8));
  desired.merge(endpointsFrom(20, 20));
  const auto result = packed(desired, {sliceOf("a", 1, 5), sliceOf("b", 6, 8)}, 10);
  ASSERT_EQ(result.updates.size(), 1u);
  EXPECT_EQ(result.updates[0].first->metadata.name, "a");
  EXPECT_EQ(result.updates[0].second.size(), 5u);
}

TEST(Packing, AnUntouchedSliceTakesThemOnlyWhenItCanTakeAll) {
  auto desired = endpointsFrom(1, 7);
  desired.merge(endpointsFrom(20, 22));
  auto result = packed(desired, {sliceOf("a", 1, 5), sliceOf("b", 6, 7)}, 8);
  ASSERT_EQ(result.updates.size(), 1u);
  EXPECT_EQ(result.updates[0].first->metadata.name, "a") << "the one that ends up fullest";
  desired.merge(endpointsFrom(23, 26));
  result = packed(desired, {sliceOf("a", 1, 5), sliceOf("b", 6, 7)}, 8);
  EXPECT_TRUE(result.updates.empty());
  ASSERT_EQ(result.creates.size(), 1u);
  EXPECT_EQ(result.creates[0].size(), 7u);
}

TEST(Packing, EmptySlicesGoAndTwinsAreTakenOut) {
  const auto result = packed(endpointsFrom(1, 2), {sliceOf("a", 1, 2), sliceOf("b", 2, 2)}, 10);
  ASSERT_EQ(result.deletes.size(), 1u);
  EXPECT_EQ(result.deletes[0]->metadata.name, "b");
  EXPECT_TRUE(result.updates.empty());
}

class Slices : public testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.create(makeNode("n1", "z1"));
    bed.create(makeNode("n2", "z2"));
  }
  const api::EndpointSlice& only() {
    bed.settle();
    EXPECT_EQ(bed.slices().size(), 1u);
    held_ = bed.slices().at(0);
    return *held_;
  }
  Testbed bed{{.which = {"*", "-node-lifecycle-controller"}}};

 private:
  SlicePtr held_;
};

TEST_F(Slices, APlaceholderSaysNoneAndBecomesTheFirstRealSlice) {
  bed.create(makeService("web", {{"app", "web"}}));
  const std::string uid = only().metadata.uid;
  EXPECT_TRUE(only().endpoints.empty());
  EXPECT_TRUE(only().ports.empty());
  bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1"));
  const auto& slice = only();
  EXPECT_EQ(slice.metadata.uid, uid);
  ASSERT_EQ(slice.endpoints.size(), 1u);
  const api::Endpoint& endpoint = slice.endpoints[0];
  EXPECT_EQ(endpoint.conditions, (api::EndpointConditions{true, true, false}));
  EXPECT_EQ(endpoint.nodeName, "n1");
  EXPECT_EQ(endpoint.zone, "z1");
  EXPECT_EQ(endpoint.targetRef->name, "p1");
  EXPECT_EQ(slice.ports.at(0).port, 8080);
  bed.remove<api::Pod>("p1");
  EXPECT_TRUE(only().endpoints.empty());
  EXPECT_EQ(only().metadata.uid, uid);
}

TEST_F(Slices, TerminatingPodsServeWithoutBeingReady) {
  bed.create(makeService("web", {{"app", "web"}}));
  auto pod = makePod("p1", {{"app", "web"}}, "10.1.0.1");
  pod->metadata.finalizers = {"example.com/hold"};
  bed.create(pod);
  bed.settle();
  bed.remove<api::Pod>("p1");
  EXPECT_EQ(only().endpoints.at(0).conditions, (api::EndpointConditions{false, true, true}));
}

TEST_F(Slices, APodOnAnUnknownNodeWaitsForTheNode) {
  bed.create(makeService("web", {{"app", "web"}}));
  bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1", true, "n9"));
  EXPECT_TRUE(only().endpoints.empty());
  ASSERT_EQ(bed.all<api::Event>().size(), 1u);
  EXPECT_EQ(bed.all<api::Event>()[0]->reason, "FailedToUpdateEndpointSlices");
  bed.create(makeNode("n9"));
  EXPECT_EQ(only().endpoints.size(), 1u);
}

TEST_F(Slices, NamedPortsResolvePerPod) {
  auto service = makeService("web", {{"app", "web"}});
  service->spec.ports[0].targetPort = api::IntOrString::of("http");
  bed.create(service);
  for (int i = 0; i < 3; ++i) {
    auto pod = makePod("p" + std::to_string(i), {{"app", "web"}}, "10.1.0." + std::to_string(i + 1));
    api::Container container;
    if (i < 2)
      container.ports = {
          {.name = "http", .hostPort = 0, .containerPort = 8080 + i, .protocol = "TCP", .hostIP = {}}};
    pod->spec.containers = {container};
    bed.create(pod);
  }
  bed.settle();
  std::vector<int> ports;
  for (const auto& slice : bed.slices()) ports.push_back(slice->ports.empty() ? 0 : *slice->ports[0].port);
  EXPECT_THAT(ports, UnorderedElementsAre(0, 8080, 8081));
}

TEST_F(Slices, TamperedSlicesAreHealedAndStrangersUnderOurLabelGo) {
  bed.create(makeService("web", {{"app", "web"}}));
  bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1"));
  const std::string name = only().metadata.name;
  bed.edit<api::EndpointSlice>(name, [](api::EndpointSlice& s) {
    s.endpoints[0].addresses = {"10.9.9.9"};
    s.metadata.labels["mine"] = "1";
    s.metadata.annotations["note"] = "n";
  });
  EXPECT_EQ(only().endpoints.at(0).addresses[0], "10.1.0.1");
  EXPECT_FALSE(only().metadata.labels.contains("mine"));
  bed.edit<api::EndpointSlice>(name, [](api::EndpointSlice& s) { s.metadata.labels["mine"] = "1"; });
  EXPECT_FALSE(only().metadata.labels.contains("mine"));
  auto stranger = std::make_shared<api::EndpointSlice>();
  stranger->metadata.namespace_ = "default";
  stranger->metadata.name = "mine";
  stranger->metadata.labels = {{kServiceName, "web"}, {kSliceManagedBy, kSliceController}};
  stranger->addressType = "IPv4";
  bed.create(stranger);
  EXPECT_EQ(only().metadata.name, name);
}

TEST_F(Slices, ServicesLabelsAreCopiedWithoutTheReservedOnes) {
  auto service = makeService("web", {{"app", "web"}});
  service->metadata.labels = {{"a", "b"}, {kServiceName, "x"}, {kSliceManagedBy, "me"}, {kHeadless, ""}};
  bed.create(service);
  EXPECT_EQ(only().metadata.labels,
            (api::Labels{{"a", "b"}, {kServiceName, "web"}, {kSliceManagedBy, kSliceController}}));
}

TEST_F(Slices, FamiliesComeAndGo) {
  auto service = makeService("web", {{"app", "web"}});
  service->spec.ipFamilies = {"IPv4", "IPv6"};
  bed.create(service);
  auto pod = makePod("p1", {{"app", "web"}}, "10.1.0.1");
  pod->status.podIPs.push_back({"fd00:0::1"});
  bed.create(pod);
  bed.settle();
  std::vector<std::string> found;
  for (const auto& slice : bed.slices())
    found.push_back(slice->addressType + " " + slice->endpoints.at(0).addresses[0]);
  EXPECT_THAT(found, UnorderedElementsAre("IPv4 10.1.0.1", "IPv6 fd00::1"));
  bed.edit<api::Service>("web", [](api::Service& s) { s.spec.ipFamilies = {"IPv4"}; });
  EXPECT_EQ(only().addressType, "IPv4");
}

TEST_F(Slices, TrafficDistributionHintsReadyEndpoints) {
  auto service = makeService("web", {{"app", "web"}});
  service->spec.trafficDistribution = "PreferSameNode";
  bed.create(service);
  bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1"));
  bed.create(makePod("p2", {{"app", "web"}}, "10.1.0.2", false));
  const auto& endpoints = only().endpoints;
  EXPECT_EQ(endpoints.at(0).hints, (api::EndpointHints{{{"z1"}}, {{"n1"}}}));
  EXPECT_FALSE(endpoints.at(1).hints);
  bed.edit<api::Service>("web", [](api::Service& s) { s.spec.trafficDistribution.reset(); });
  EXPECT_FALSE(only().endpoints.at(0).hints);
}

TEST_F(Slices, TopologyHintsAreProportionalOrAnEventSaysWhyNot) {
  auto service = makeService("web", {{"app", "web"}});
  service->metadata.annotations["service.kubernetes.io/topology-mode"] = "Auto";
  bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1"));
  bed.create(service);
  EXPECT_FALSE(only().endpoints.at(0).hints);
  ASSERT_EQ(bed.all<api::Event>().size(), 1u);
  EXPECT_EQ(bed.all<api::Event>()[0]->message,
            "Insufficient number of endpoints (1 endpoints, 2 zones), addressType: IPv4");
  bed.create(makePod("p2", {{"app", "web"}}, "10.1.0.2"));
  bed.create(makePod("p3", {{"app", "web"}}, "10.1.0.3"));
  bed.create(makePod("p4", {{"app", "web"}}, "10.1.0.4", true, "n2"));
  std::map<std::string, int> zones;
  for (const auto& endpoint : only().endpoints) ++zones[endpoint.hints.value().forZones.at(0).name];
  EXPECT_EQ(zones, (std::map<std::string, int>{{"z1", 2}, {"z2", 2}}));
}

TEST(TopologyHints, ZonesGetTheirShareAndNotOnlyTheLeast) {
  std::vector<api::Endpoint> endpoints(20);
  std::vector<api::Endpoint*> all;
  for (size_t i = 0; i < endpoints.size(); ++i) {
    endpoints[i].conditions.ready = true;
    endpoints[i].zone = i < 2 ? "z2" : "z1";
    all.push_back(&endpoints[i]);
  }
  EXPECT_FALSE(hintByTopology({.milliCpu = {{"z1", 4000}, {"z2", 4000}}}, all));
  EXPECT_EQ(std::count_if(endpoints.begin(), endpoints.end(),
                          [](const auto& e) { return e.hints->forZones.at(0).name == "z2"; }),
            10);
  EXPECT_EQ(hintByTopology({.milliCpu = {{"z1", 4000}}}, {}).value(),
            "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes");
  EXPECT_EQ(hintByTopology({.milliCpu = {{"z1", 4000}, {"z2", 1}}}, {}).value(),
            "Insufficient number of endpoints (0 endpoints, 2 zones)");
  all.resize(3);
  EXPECT_EQ(hintByTopology({.milliCpu = {{"z1", 4000}, {"z2", 4000}}}, all).value(),
            "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold "
            "(3 endpoints, 2 zones)");
}

TEST_F(Slices, WhyThereAreNoTopologyHintsIsToldInOrder) {
  auto service = makeService("web", {{"app", "web"}});
  service->metadata.annotations["service.kubernetes.io/topology-mode"] = "Auto";
  const auto told = [this] {
    bed.settle();
    std::vector<std::string> messages;
    for (const auto& event : bed.all<api::Event>()) messages.push_back(event->message);
    return messages;
  };
  const std::string nodes =
      "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes, "
      "addressType: IPv4";
  const std::string none = "Insufficient number of endpoints (0 endpoints, 2 zones), addressType: IPv4";
  bed.settle();  // the nodes are known
  bed.create(service);
  EXPECT_THAT(told(), ElementsAre(none));
  bed.remove<api::Node>("n2");
  EXPECT_THAT(told(), UnorderedElementsAre(none, nodes)) << "one zone is no more than no zones";
}

TEST_F(Slices, TheTriggerTimeIsThePodsTransition) {
  bed.create(makeService("web", {{"app", "web"}}));
  bed.settle();
  auto pod = makePod("p1", {{"app", "web"}}, "10.1.0.1");
  pod->status.conditions[0].lastTransitionTime = *api::Time::parse("2024-05-05T05:05:05Z");
  bed.create(pod);
  EXPECT_EQ(only().metadata.annotations.at(kTriggerTime), "2024-05-05T05:05:05Z");
  bed.remove<api::Pod>("p1");
  EXPECT_FALSE(only().metadata.annotations.contains(kTriggerTime));
}

TEST_F(Slices, WhenTheSelectorGoesNothingOfOursStays) {
  for (const bool external : {false, true}) {
    bed.create(makeService("web", {{"app", "web"}}));
    if (!bed.get<api::Pod>("p1")) bed.create(makePod("p1", {{"app", "web"}}, "10.1.0.1"));
    EXPECT_EQ(only().endpoints.size(), 1u);
    bed.edit<api::Service>("web", [external](api::Service& s) {
      external ? void(s.spec.type = "ExternalName") : s.spec.selector.clear();
    });
    bed.settle();
    EXPECT_TRUE(bed.slices().empty());
    EXPECT_TRUE(bed.all<api::Endpoints>().empty());
    bed.remove<api::Service>("web");
    bed.settle();
  }
}

TEST_F(Slices, MovingOutOfTheClusterAndBack) {
  bed.create(makeService("kafka"));
  bed.create(makeEndpoints("kafka", {"192.168.10.22"}));
  EXPECT_TRUE(isManagedBy(only(), kMirroringController));
  bed.create(makePod("k1", {{"app", "kafka"}}, "10.1.0.5"));
  bed.edit<api::Service>("kafka", [](api::Service& s) { s.spec.selector = {{"app", "kafka"}}; });
  EXPECT_TRUE(isManagedBy(only(), kSliceController));
  EXPECT_EQ(bed.get<api::Endpoints>("kafka")->subsets.at(0).addresses.at(0).ip, "10.1.0.5");
  bed.edit<api::Service>("kafka", [](api::Service& s) { s.spec.selector.clear(); });
  bed.settle();
  EXPECT_TRUE(bed.slices().empty());
  bed.create(makeEndpoints("kafka", {"192.168.10.22"}));
  EXPECT_TRUE(isManagedBy(only(), kMirroringController));
}

TEST_F(Slices, APodChangeAsksOnlyForTheServicesThatSelectIt) {
  for (int i = 0; i < 200; ++i) {
    const std::string name = "s" + std::to_string(i);
    bed.create(makeService(name, {{"app", name}}));
  }
  bed.create(makePod("p1", {{"app", "s7"}}, "10.1.0.1"));
  bed.settle();
  const size_t before = bed.server.requests(client::MemoryCarrier::Verb::Update);
  bed.edit<api::Pod>("p1", [](api::Pod& p) { p.status.conditions[0].status = "False"; });
  bed.settle();
  EXPECT_EQ(bed.server.requests(client::MemoryCarrier::Verb::Update) - before, 2u)
      << "one Endpoints, one slice";
}

}  // namespace
}  // namespace seamark::controllers
