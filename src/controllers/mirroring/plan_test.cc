// The mirroring controller against an API server in memory: the seed's scenario and its neighbours.
// SPDX-License-Identifier: Apache-2.0
#include "controllers/mirroring/plan.h"

#include <gmock/gmock.h>

#include "controllers/testbed.h"
#include "controllers/well_known.h"

namespace seamark::controllers {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::vector<std::string> addresses(const api::EndpointSlice& slice) {
  std::vector<std::string> found;
  for (const auto& endpoint : slice.endpoints) found.push_back(endpoint.addresses.front());
  return found;
}

class Mirroring : public testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.create(makeService("kafka"));
  }
  Testbed bed;
};

TEST_F(Mirroring, TheSeedsKafkaAtThreeAddresses) {
  auto endpoints = bed.create(makeEndpoints("kafka", {"192.168.10.22", "192.168.10.23", "192.168.10.24"}));
  bed.settle();
  ASSERT_EQ(bed.slices().size(), 1u);
  const api::EndpointSlice& slice = *bed.slices()[0];
  EXPECT_THAT(addresses(slice), ElementsAre("192.168.10.22", "192.168.10.23", "192.168.10.24"));
  EXPECT_EQ(slice.addressType, "IPv4");
  EXPECT_EQ(slice.metadata.labels,
            (api::Labels{{kServiceName, "kafka"}, {kSliceManagedBy, kMirroringController}}));
  ASSERT_EQ(slice.metadata.ownerReferences.size(), 1u);
  EXPECT_EQ(slice.metadata.ownerReferences[0], controllerReference(*endpoints, "Endpoints"));
  ASSERT_EQ(slice.ports.size(), 1u);
  EXPECT_EQ(slice.ports[0].name, "");
  EXPECT_EQ(slice.ports[0].port, 9092);
  EXPECT_EQ(slice.endpoints[0].conditions.ready, true);
  EXPECT_FALSE(slice.endpoints[0].conditions.serving);
}

TEST_F(Mirroring, AChangedAddressKeepsTheSlice) {
  bed.create(makeEndpoints("kafka", {"192.168.10.22"}));
  bed.settle();
  const std::string uid = bed.slices().at(0)->metadata.uid;
  bed.edit<api::Endpoints>("kafka",
                           [](api::Endpoints& e) { e.subsets[0].addresses[0].ip = "192.168.10.99"; });
  bed.settle();
  ASSERT_EQ(bed.slices().size(), 1u);
  EXPECT_THAT(addresses(*bed.slices()[0]), ElementsAre("192.168.10.99"));
  EXPECT_EQ(bed.slices()[0]->metadata.uid, uid);
  EXPECT_EQ(bed.slices()[0]->metadata.generateName, "") << "written anew under the name it has";
  bed.edit<api::Endpoints>("kafka", [](api::Endpoints& e) { e.subsets[0].ports[0].port = 9093; });
  bed.settle();
  ASSERT_EQ(bed.slices().size(), 1u);
  EXPECT_EQ(bed.slices()[0]->ports[0].port, 9093);
  EXPECT_EQ(bed.slices()[0]->metadata.generateName, "kafka-") << "a new slice in place of one that goes";
  EXPECT_EQ(bed.slices()[0]->metadata.uid, uid);
}

TEST_F(Mirroring, TwoFamiliesAreTwoSlicesAndLongAddressesBecomeShort) {
  bed.create(makeEndpoints("kafka", {"10.0.0.1", "2001:0db8:0:0:0:0:0:0001"}));
  bed.settle();
  std::vector<std::string> found;
  for (const auto& slice : bed.slices()) found.push_back(slice->addressType + " " + addresses(*slice)[0]);
  EXPECT_THAT(found, UnorderedElementsAre("IPv4 10.0.0.1", "IPv6 2001:db8::1"));
}

TEST_F(Mirroring, SkipLabelLeaderAndOurOwnEndpointsAreLeftOut) {
  api::Endpoints endpoints = *makeEndpoints("kafka", {"10.0.0.1"});
  EXPECT_TRUE(mirroring::isMirrored(endpoints));
  endpoints.metadata.labels[kSkipMirror] = "false";
  EXPECT_TRUE(mirroring::isMirrored(endpoints));
  endpoints.metadata.labels[kSkipMirror] = "true";
  EXPECT_FALSE(mirroring::isMirrored(endpoints));
  endpoints.metadata.labels = {{kEndpointsManagedBy, kEndpointsController}};
  EXPECT_FALSE(mirroring::isMirrored(endpoints));
  endpoints.metadata.labels = {};
  endpoints.metadata.annotations[kLeader] = "";
  EXPECT_FALSE(mirroring::isMirrored(endpoints));
}

TEST_F(Mirroring, SkipLabelPutOnAndTakenOff) {
  bed.create(makeEndpoints("kafka", {"10.0.0.1"}));
  bed.settle();
  bed.edit<api::Endpoints>("kafka", [](api::Endpoints& e) { e.metadata.labels[kSkipMirror] = "true"; });
  bed.settle();
  EXPECT_TRUE(bed.slices().empty());
  bed.edit<api::Endpoints>("kafka", [](api::Endpoints& e) { e.metadata.labels.clear(); });
  bed.settle();
  EXPECT_EQ(bed.slices().size(), 1u);
}

TEST_F(Mirroring, LabelsAndAnnotationsAreCopiedAndFiltered) {
  auto endpoints = makeEndpoints("kafka", {"10.0.0.1"});
  endpoints->metadata.labels = {{"team", "x"}, {kSliceManagedBy, "me"}, {kServiceName, "other"}};
  endpoints->metadata.annotations = {
      {"note", "n"}, {kLastApplied, "{}"}, {kTriggerTime, "2024-01-01T00:00:00Z"}};
  bed.create(endpoints);
  bed.settle();
  ASSERT_EQ(bed.slices().size(), 1u);
  EXPECT_EQ(bed.slices()[0]->metadata.labels,
            (api::Labels{{"team", "x"}, {kServiceName, "kafka"}, {kSliceManagedBy, kMirroringController}}));
  EXPECT_EQ(bed.slices()[0]->metadata.annotations, (api::Labels{{"note", "n"}}));
}

TEST_F(Mirroring, NotReadyBeatsReadyAndGoesLast) {
  auto endpoints = makeEndpoints("kafka", {"10.0.0.1", "10.0.0.2", "10.0.0.2"});
  api::EndpointAddress down;
  down.ip = "10.0.0.1";
  endpoints->subsets[0].notReadyAddresses = {down};
  bed.create(endpoints);
  bed.settle();
  ASSERT_EQ(bed.slices().size(), 1u);
  const auto& found = bed.slices()[0]->endpoints;
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].addresses[0], "10.0.0.2");
  EXPECT_EQ(found[0].conditions.ready, true);
  EXPECT_EQ(found[1].addresses[0], "10.0.0.1");
  EXPECT_EQ(found[1].conditions.ready, false);
}

TEST_F(Mirroring, AnAddressIsTheSameUnderAllPorts) {
  api::Endpoints endpoints = *makeEndpoints("kafka", {"10.0.0.1"});
  endpoints.subsets[0].addresses[0].hostname = "first";
  endpoints.subsets.push_back(endpoints.subsets[0]);
  endpoints.subsets[1].ports[0].port = 9093;
  endpoints.subsets[1].addresses[0].hostname = "second";
  bed.create(std::make_shared<api::Endpoints>(endpoints));
  bed.settle();
  ASSERT_EQ(bed.slices().size(), 1u) << "one set of addresses, two ports";
  EXPECT_EQ(bed.slices()[0]->endpoints.at(0).hostname, "first");
}

TEST_F(Mirroring, AThousandAreMirroredAndAnEventSaysSo) {
  std::vector<std::string> ips;
  for (int i = 0; i < 1010; ++i)
    ips.push_back("10.50." + std::to_string(i / 200) + "." + std::to_string(i % 200 + 1));
  bed.create(makeEndpoints("kafka", ips));
  bed.settle();
  ASSERT_EQ(bed.slices().size(), 1u);
  EXPECT_EQ(bed.slices()[0]->endpoints.size(), 1000u);
  EXPECT_EQ(bed.slices()[0]->endpoints[999].addresses[0], "10.50.4.99");
  ASSERT_EQ(bed.all<api::Event>().size(), 1u);
  const api::Event& event = *bed.all<api::Event>()[0];
  EXPECT_EQ(event.reason, "TooManyAddressesToMirror");
  EXPECT_EQ(
      event.message,
      "A max of 1000 addresses can be mirrored to EndpointSlices per Endpoints subset. 10 addresses were "
      "skipped");
  EXPECT_EQ(event.involvedObject.kind, "Endpoints");
}

TEST_F(Mirroring, WhatIsTamperedWithIsPutRightAndAPersonsSliceIsLeftAlone) {
  auto mine = std::make_shared<api::EndpointSlice>();
  mine->metadata.namespace_ = "default";
  mine->metadata.name = "kafka-mine";
  mine->metadata.labels = {{kServiceName, "kafka"}, {kSliceManagedBy, "staff"}};
  mine->addressType = "IPv4";
  bed.create(mine);
  bed.create(makeEndpoints("kafka", {"10.0.0.1"}));
  bed.settle();
  ASSERT_EQ(bed.slices().size(), 2u);
  const auto ours = [this] {
    for (const auto& slice : bed.slices())
      if (isManagedBy(*slice, kMirroringController)) return slice;
    return std::shared_ptr<const api::EndpointSlice>();
  };
  const std::string name = ours()->metadata.name;
  bed.edit<api::EndpointSlice>(name, [](api::EndpointSlice& s) { s.endpoints.clear(); });
  bed.settle();
  EXPECT_THAT(addresses(*ours()), ElementsAre("10.0.0.1"));
  bed.remove<api::EndpointSlice>(name);
  bed.settle();
  EXPECT_THAT(addresses(*ours()), ElementsAre("10.0.0.1"));
  bed.remove<api::Endpoints>("kafka");
  bed.settle();
  EXPECT_FALSE(ours());
  EXPECT_TRUE(bed.get<api::EndpointSlice>("kafka-mine"));
}

TEST_F(Mirroring, TheSameEndpointsWrittenAgainWriteNothing) {
  bed.create(makeEndpoints("kafka", {"10.0.0.2", "10.0.0.1"}));
  bed.settle();
  const std::string version = bed.slices().at(0)->metadata.resourceVersion;
  bed.edit<api::Endpoints>(
      "kafka", [](api::Endpoints& e) { std::swap(e.subsets[0].addresses[0], e.subsets[0].addresses[1]); });
  bed.settle();
  EXPECT_EQ(bed.slices().at(0)->metadata.resourceVersion, version);
}

TEST_F(Mirroring, TheServiceTakesEndpointsAndMirrorAlong) {
  bed.create(makeEndpoints("kafka", {"10.0.0.1"}));
  bed.create(makeEndpoints("other", {"10.0.0.1"}));  // no Service of that name
  bed.settle();
  EXPECT_EQ(bed.slices().size(), 1u);
  bed.remove<api::Service>("kafka");
  bed.settle();
  EXPECT_TRUE(bed.slices().empty());
  EXPECT_FALSE(bed.get<api::Endpoints>("kafka"));
  EXPECT_TRUE(bed.get<api::Endpoints>("other"));
}

}  // namespace
}  // namespace seamark::controllers
