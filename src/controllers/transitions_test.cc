// A Service that changes what it is: with a selector, without, a name outside, headless. Nothing stale stays and
// nothing that a person wrote goes. Where Kubernetes does otherwise, docs/differences.md says so.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "controllers/property_oracle.h"

namespace seamark::controllers {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const api::Labels kSelector = {{"app", "web"}};

class Transitions : public testing::Test {
 protected:
  Transitions() { begin(); }
  void begin() {
    bed = std::make_unique<Testbed>();
    bed->create(makeNode("n1"));
    bed->create(makePod("p1", kSelector, "10.1.0.1"));
    bed->start();
  }
  void make(const api::Labels& selector) {
    bed->create(makeService("web", selector));
    bed->settle();
  }
  template <class Edit>
  void turn(Edit edit) {
    bed->edit<api::Service>("web", edit);
    bed->settle();
  }
  void write(const std::string& ip) {
    auto endpoints = makeEndpoints("web", {ip});
    if (const auto there = bed->get<api::Endpoints>("web")) {
      endpoints->metadata = there->metadata;
      EXPECT_TRUE(bed->server.updateNow(api::kindOf<api::Endpoints>(), endpoints));
    } else {
      bed->create(endpoints);
    }
    bed->settle();
  }
  // "10.1.0.1 by endpointslice-controller.k8s.io", and what a person's or our Endpoints hold.
  std::vector<std::string> slices() {
    std::vector<std::string> found;
    for (const auto& slice : bed->slices())
      for (const auto& endpoint : slice->endpoints)
        found.push_back(endpoint.addresses.at(0) +
                        (managerOf(*slice) == kSliceController ? " selected" : " mirrored"));
    return found;
  }
  std::vector<std::string> endpoints() {
    std::vector<std::string> found;
    if (const auto object = bed->get<api::Endpoints>("web"))
      for (const auto& subset : object->subsets)
        for (const auto& address : subset.addresses) found.push_back(address.ip);
    return found;
  }
  std::unique_ptr<Testbed> bed;
};

TEST_F(Transitions, SelectorToNoneLeavesNothingBehind) {
  make(kSelector);
  EXPECT_THAT(slices(), ElementsAre("10.1.0.1 selected"));
  turn([](api::Service& s) { s.spec.selector.clear(); });
  EXPECT_THAT(bed->slices(), IsEmpty());
  EXPECT_FALSE(bed->get<api::Endpoints>("web"));
}

TEST_F(Transitions, SelectorToNoneThenByHandIsWhatTheHandWrote) {
  make(kSelector);
  turn([](api::Service& s) { s.spec.selector.clear(); });
  write("192.168.1.10");
  EXPECT_THAT(slices(), ElementsAre("192.168.1.10 mirrored"));
  EXPECT_THAT(endpoints(), ElementsAre("192.168.1.10"));
}

TEST_F(Transitions, ByHandToSelectorTheSelectorTakesOver) {
  make({});
  write("192.168.1.10");
  turn([](api::Service& s) { s.spec.selector = kSelector; });
  EXPECT_THAT(slices(), ElementsAre("10.1.0.1 selected"));
  EXPECT_THAT(endpoints(), ElementsAre("10.1.0.1"));
}

TEST_F(Transitions, IntoTheClusterAndOutAgain) {
  make({});
  write("192.168.1.10");
  turn([](api::Service& s) { s.spec.selector = kSelector; });
  turn([](api::Service& s) { s.spec.selector.clear(); });
  EXPECT_THAT(bed->slices(), IsEmpty());
  write("192.168.1.11");
  EXPECT_THAT(slices(), ElementsAre("192.168.1.11 mirrored"));
}

TEST_F(Transitions, SelectorToExternalNameLeavesNothingBehind) {
  for (const bool keeping : {true, false}) {
    begin();
    make(kSelector);
    turn([keeping](api::Service& s) {
      s.spec.type = "ExternalName";
      if (!keeping) s.spec.selector.clear();
    });
    EXPECT_THAT(bed->slices(), IsEmpty());
    EXPECT_FALSE(bed->get<api::Endpoints>("web"));
    turn([](api::Service& s) {
      s.spec.type = "ClusterIP";
      s.spec.selector = kSelector;
    });
    EXPECT_THAT(slices(), ElementsAre("10.1.0.1 selected"));
  }
}

TEST_F(Transitions, ByHandToExternalNameTheHandsWorkStays) {
  make({});
  write("192.168.1.10");
  turn([](api::Service& s) { s.spec.type = "ExternalName"; });
  EXPECT_THAT(endpoints(), ElementsAre("192.168.1.10"));
  turn([](api::Service& s) { s.spec.type = "ClusterIP"; });
  EXPECT_THAT(slices(), ElementsAre("192.168.1.10 mirrored"));
}

TEST_F(Transitions, WhatAPersonWroteWhileTheSelectorWentIsKept) {
  make(kSelector);
  bed->kill();
  bed->edit<api::Service>("web", [](api::Service& s) { s.spec.selector.clear(); });
  bed->edit<api::Endpoints>(
      "web", [](api::Endpoints& e) { e.subsets = makeEndpoints("web", {"192.168.1.10"})->subsets; });
  bed->revive();
  bed->settle();
  EXPECT_THAT(endpoints(), ElementsAre("192.168.1.10"));
  EXPECT_THAT(slices(), ElementsAre("192.168.1.10 mirrored"));
}

TEST_F(Transitions, APersonsSliceStaysWhateverTheServiceBecomes) {
  make(kSelector);
  auto mine = std::make_shared<api::EndpointSlice>();
  mine->metadata.namespace_ = "default";
  mine->metadata.name = "mine";
  mine->metadata.labels = {{kServiceName, "web"}, {kSliceManagedBy, kStaff}};
  mine->addressType = "IPv4";
  bed->create(mine);
  turn([](api::Service& s) { s.spec.selector.clear(); });
  turn([](api::Service& s) { s.spec.type = "ExternalName"; });
  turn([](api::Service& s) {
    s.spec.type = "ClusterIP";
    s.spec.clusterIP = "None";
    s.spec.selector = kSelector;
  });
  bed->remove<api::Service>("web");
  bed->settle();
  ASSERT_EQ(bed->slices().size(), 1u);
  EXPECT_EQ(bed->slices()[0]->metadata.name, "mine");
}

// Every way of three steps between six states, with the oracle of the random histories.
TEST_F(Transitions, EveryWay) {
  struct Shape {
    const char* name;
    api::Labels selector;
    const char* type;
    const char* clusterIP;
    bool byHand;
  };
  const std::vector<Shape> shapes = {{"selector", kSelector, "ClusterIP", "10.96.0.10", false},
                                     {"none", {}, "ClusterIP", "10.96.0.10", false},
                                     {"by hand", {}, "ClusterIP", "10.96.0.10", true},
                                     {"name outside", {}, "ExternalName", "", false},
                                     {"name outside with selector", kSelector, "ExternalName", "", false},
                                     {"headless", kSelector, "ClusterIP", "None", false}};
  for (const Shape& a : shapes)
    for (const Shape& b : shapes)
      for (const Shape& c : shapes) {
        SCOPED_TRACE(std::string(a.name) + " → " + b.name + " → " + c.name);
        begin();
        make({});
        std::vector<std::string> wrote;
        for (const Shape* shape : {&a, &b, &c}) {
          turn([shape](api::Service& s) {
            s.spec.selector = shape->selector;
            s.spec.type = shape->type;
            s.spec.clusterIP = shape->clusterIP;
          });
          if (shape->byHand) write("192.168.1.10");
          if (shape->byHand) wrote = {"192.168.1.10"};
          if (isManagedService(*bed->get<api::Service>("web"))) wrote.clear();
          PropertyOracle(*bed, 100).check();
          if (!wrote.empty()) {
            EXPECT_EQ(endpoints(), wrote);
          }
          EXPECT_EQ(bed->controllers->checkDrift(), 0u);
        }
      }
}

}  // namespace
}  // namespace seamark::controllers
