// What is said about objects made by hand that contradict each other; and that nothing worse happens.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "controllers/review/plan.h"
#include "controllers/testbed.h"
#include "controllers/well_known.h"

namespace seamark::controllers {
namespace {

using review::Finding;
using testing::ElementsAre;
using testing::IsEmpty;

std::shared_ptr<api::EndpointSlice> foreignSlice(const std::string& name, const std::vector<std::string>& ips,
                                                 const std::string& port = "",
                                                 const std::string& type = "IPv4") {
  auto slice = std::make_shared<api::EndpointSlice>();
  slice->metadata.namespace_ = "default";
  slice->metadata.name = name;
  slice->metadata.labels = {{kServiceName, "web"}};
  slice->addressType = type;
  slice->ports = {{.name = port, .protocol = "TCP", .port = 8080, .appProtocol = {}}};
  for (const std::string& ip : ips) slice->endpoints.push_back({.addresses = {ip}});
  return slice;
}

std::vector<std::string> reasons(const std::vector<Finding>& findings) {
  std::vector<std::string> found;
  for (const Finding& finding : findings) found.push_back(finding.name + ": " + finding.reason);
  return found;
}

std::vector<std::string> reviewed(const api::Service* service, const api::Endpoints* endpoints,
                                  const std::vector<SlicePtr>& slices) {
  return reasons(review::review("web", service, endpoints, slices));
}

TEST(Review, WhatFitsIsNotMentioned) {
  const auto service = makeService("web");
  EXPECT_THAT(reviewed(service.get(), makeEndpoints("web", {"10.1.0.1"}).get(), {}), IsEmpty());
  EXPECT_THAT(reviewed(service.get(), nullptr, {foreignSlice("s", {"10.1.0.1"})}), IsEmpty());
  const auto managed = makeService("web", {{"app", "web"}});
  EXPECT_THAT(reviewed(managed.get(), makeEndpoints("web", {"10.1.0.1"}).get(), {}), IsEmpty());
}

TEST(Review, ContradictionsWithTheService) {
  const auto service = makeService("web");
  EXPECT_THAT(reviewed(nullptr, makeEndpoints("web", {"10.1.0.1"}).get(), {foreignSlice("s", {"10.1.0.1"})}),
              ElementsAre("s: NoSuchService", "web: NoSuchService"));
  EXPECT_THAT(reviewed(service.get(), nullptr, {foreignSlice("s", {"10.1.0.1"}, "http")}),
              ElementsAre("s: PortNameMismatch"));
  EXPECT_THAT(reviewed(service.get(), nullptr, {foreignSlice("s", {"fd00::1"}, "", "IPv6")}),
              ElementsAre("s: AddressFamilyMismatch"));
  EXPECT_THAT(reviewed(service.get(), makeEndpoints("web", {"10.1.0.1", "fd00::1"}).get(), {}),
              ElementsAre("web: AddressFamilyMismatch"));
  const auto managed = makeService("web", {{"app", "web"}});
  EXPECT_THAT(reviewed(managed.get(), nullptr, {foreignSlice("s", {"10.1.0.1"})}),
              ElementsAre("s: BesideSelector"));
  const auto name = makeService("web");
  name->spec.type = "ExternalName";
  EXPECT_THAT(reviewed(name.get(), nullptr, {foreignSlice("s", {"10.1.0.1"})}),
              ElementsAre("s: ServiceIsExternalName"));
}

TEST(Review, OneEndpointInTwoSlices) {
  const auto service = makeService("web");
  auto ours = foreignSlice("web-abc", {"10.1.0.1"});
  ours->metadata.labels[kSliceManagedBy] = kMirroringController;
  ours->metadata.ownerReferences = {controllerReference(*service, "Endpoints")};
  EXPECT_THAT(reviewed(service.get(), nullptr, {foreignSlice("a", {"10.1.0.1", "10.1.0.2"}), ours}),
              ElementsAre("a: DuplicateEndpoint"));
  EXPECT_THAT(
      reviewed(service.get(), nullptr, {foreignSlice("a", {"10.1.0.1"}), foreignSlice("b", {"10.1.0.1"})}),
      ElementsAre("b: DuplicateEndpoint"));
}

TEST(Review, ASliceThatOnlyWearsAControllersLabelIsAPersons) {
  const auto service = makeService("web");
  auto stranger = foreignSlice("s", {"10.1.0.1"}, "http");
  stranger->metadata.labels[kSliceManagedBy] = kSliceController;
  EXPECT_THAT(reviewed(service.get(), nullptr, {stranger}), ElementsAre("s: PortNameMismatch"));
  EXPECT_THAT(reviewed(nullptr, nullptr, {stranger}), ElementsAre("s: NoSuchService"));
}

TEST(ReviewController, TellsOnceAndAgainWhenItComesAnew) {
  Testbed bed;
  bed.start();
  bed.create(makeEndpoints("lonely", {"10.1.0.1"}));
  bed.settle();
  ASSERT_EQ(bed.all<api::Event>().size(), 1u);
  EXPECT_EQ(bed.all<api::Event>()[0]->reason, "NoSuchService");
  EXPECT_EQ(bed.all<api::Event>()[0]->involvedObject.name, "lonely");
  EXPECT_EQ(bed.all<api::Event>()[0]->count, 1);
  bed.edit<api::Endpoints>("lonely", [](api::Endpoints& e) { e.metadata.labels["x"] = "1"; });
  bed.settle();
  EXPECT_EQ(bed.all<api::Event>()[0]->count, 1);
  bed.create(makeService("lonely"));
  bed.settle();
  bed.remove<api::Service>("lonely");
  bed.create(makeEndpoints("another", {"10.1.0.2"}));
  bed.settle();
  EXPECT_EQ(bed.all<api::Event>().size(), 2u);
}

TEST(ReviewController, ObjectsThatComeOneAfterTheOtherAreNotMentioned) {
  Testbed bed;
  bed.start();
  bed.create(makeEndpoints("web", {"10.1.0.1"}));
  bed.executor.advance(std::chrono::seconds(3));
  bed.create(makeService("web"));
  bed.settle();
  EXPECT_TRUE(bed.all<api::Event>().empty());
}

}  // namespace
}  // namespace seamark::controllers
