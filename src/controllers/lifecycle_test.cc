// Namespaces, what every namespace holds, and garbage collection, against an API server in memory.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "api/core/config_map.h"
#include "api/core/namespace.h"
#include "api/core/service_account.h"
#include "controllers/testbed.h"

namespace seamark::controllers {
namespace {

using api::ConfigMap;

std::shared_ptr<api::Namespace> makeNamespace(const std::string& name) {
  auto space = std::make_shared<api::Namespace>();
  space->metadata.name = name;
  return space;
}

std::shared_ptr<ConfigMap> makeConfigMap(const std::string& name, const std::string& ns = "default") {
  auto map = std::make_shared<ConfigMap>();
  map->metadata.namespace_ = ns;
  map->metadata.name = name;
  return map;
}

api::OwnerReference reference(const ConfigMap& owner, bool blocks = false) {
  api::OwnerReference ref{.apiVersion = "v1",
                          .kind = "ConfigMap",
                          .name = owner.metadata.name,
                          .uid = owner.metadata.uid,
                          .controller = {},
                          .blockOwnerDeletion = {}};
  if (blocks) ref.blockOwnerDeletion = true;
  return ref;
}

class Lifecycle : public testing::Test {
 protected:
  Lifecycle() : bed({.clusterCaPem = "PEM"}) { bed.start(); }

  std::shared_ptr<const ConfigMap> owned(const std::string& name,
                                         const std::vector<std::shared_ptr<const ConfigMap>>& owners,
                                         bool blocks = false, std::vector<std::string> finalizers = {}) {
    auto map = makeConfigMap(name);
    for (const auto& owner : owners) map->metadata.ownerReferences.push_back(reference(*owner, blocks));
    map->metadata.finalizers = std::move(finalizers);
    return bed.create(map);
  }
  void removeOwner(const std::string& name, const std::string& policy) {
    client::DeleteOptions options;
    options.propagationPolicy = policy;
    EXPECT_TRUE(bed.server.removeNow(api::kindOf<ConfigMap>(), "default", name, options));
    bed.settle();
  }
  Testbed bed;
};

TEST_F(Lifecycle, EveryNamespaceHasItsAccountAndTheRootCertificate) {
  bed.create(makeNamespace("x"));
  bed.settle();
  EXPECT_TRUE(bed.get<api::ServiceAccount>("default", "x"));
  ASSERT_TRUE(bed.get<ConfigMap>("kube-root-ca.crt", "x"));
  EXPECT_EQ(bed.get<ConfigMap>("kube-root-ca.crt", "x")->data.at("ca.crt"), "PEM");
  bed.edit<ConfigMap>(
      "kube-root-ca.crt", [](ConfigMap& m) { m.data = {{"ca.crt", "no"}, {"more", "1"}}; }, "x");
  bed.remove<api::ServiceAccount>("default", "x");
  bed.settle();
  EXPECT_EQ(bed.get<ConfigMap>("kube-root-ca.crt", "x")->data, (api::Labels{{"ca.crt", "PEM"}}));
  EXPECT_TRUE(bed.get<api::ServiceAccount>("default", "x"));
}

TEST_F(Lifecycle, ATerminatingNamespaceIsEmptiedAndGoes) {
  bed.create(makeNamespace("x"));
  auto service = makeService("web", {{"app", "web"}});
  service->metadata.namespace_ = "x";
  bed.create(service);
  bed.settle();
  EXPECT_EQ(bed.slices().size(), 1u);
  bed.create(makeConfigMap("c", "x"));
  bed.remove<api::Namespace>("x");
  bed.settle();
  EXPECT_FALSE(bed.get<api::Namespace>("x"));
  EXPECT_TRUE(bed.slices().empty());
  EXPECT_TRUE(bed.all<api::Endpoints>().empty());
  EXPECT_TRUE(bed.all<ConfigMap>().empty());
  EXPECT_TRUE(bed.all<api::ServiceAccount>().empty());
}

TEST_F(Lifecycle, ANamespaceWaitsForAFinalizerAndSaysSo) {
  bed.create(makeNamespace("x"));
  auto held = makeConfigMap("held", "x");
  held->metadata.finalizers = {"example.com/hold"};
  bed.create(held);
  bed.remove<api::Namespace>("x");
  bed.executor.advance(std::chrono::seconds(20));
  const auto space = bed.get<api::Namespace>("x");
  ASSERT_TRUE(space);
  ASSERT_EQ(space->status.conditions.size(), 5u);
  EXPECT_EQ(space->status.conditions[2].message,
            "All content successfully deleted, may be waiting on finalization");
  EXPECT_EQ(
      space->status.conditions[4].message,
      "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances");
  EXPECT_EQ(space->status.conditions[3].message,
            "Some resources are remaining: configmaps. has 1 resource instances");
  bed.edit<ConfigMap>("held", [](ConfigMap& m) { m.metadata.finalizers.clear(); }, "x");
  bed.settle();
  EXPECT_FALSE(bed.get<api::Namespace>("x"));
}

TEST_F(Lifecycle, ANamespacesPodsGoBeforeTheRest) {
  bed.create(makeNamespace("x"));
  auto pod = makePod("p", {}, "10.1.0.1");
  pod->metadata.namespace_ = "x";
  pod->metadata.finalizers = {"example.com/hold"};
  bed.create(pod);
  bed.create(makeConfigMap("c", "x"));
  bed.remove<api::Namespace>("x");
  bed.executor.advance(std::chrono::seconds(20));
  ASSERT_TRUE(bed.get<api::Namespace>("x"));
  EXPECT_TRUE(bed.get<ConfigMap>("c", "x"));
  for (const auto& condition : bed.get<api::Namespace>("x")->status.conditions)
    EXPECT_EQ(condition.status, "False") << condition.type;
  bed.edit<api::Pod>("p", [](api::Pod& p) { p.metadata.finalizers.clear(); }, "x");
  bed.executor.advance(std::chrono::seconds(20));
  EXPECT_FALSE(bed.get<api::Namespace>("x"));
  EXPECT_FALSE(bed.get<ConfigMap>("c", "x"));
}

TEST_F(Lifecycle, DependentsGoWithTheirOwnerDownTheChain) {
  auto a = bed.create(makeConfigMap("a"));
  auto b = owned("b", {a});
  owned("c", {b});
  bed.create(makeConfigMap("free"));
  bed.settle();
  EXPECT_TRUE(bed.get<ConfigMap>("c"));
  removeOwner("a", "Background");
  EXPECT_FALSE(bed.get<ConfigMap>("b"));
  EXPECT_FALSE(bed.get<ConfigMap>("c"));
  EXPECT_TRUE(bed.get<ConfigMap>("free"));
}

TEST_F(Lifecycle, AnOwnerThatNeverWasTakesItsDependentAlong) {
  ConfigMap nobody;
  nobody.metadata.name = "nobody";
  nobody.metadata.uid = "11111111-1111-1111-1111-111111111111";
  owned("d", {std::make_shared<ConfigMap>(nobody)});
  bed.settle();
  EXPECT_FALSE(bed.get<ConfigMap>("d"));
}

TEST_F(Lifecycle, OneOwnerOfTwoGoesAndItsReferenceWithIt) {
  auto a = bed.create(makeConfigMap("a"));
  auto b = bed.create(makeConfigMap("b"));
  owned("d", {a, b});
  removeOwner("a", "Background");
  ASSERT_TRUE(bed.get<ConfigMap>("d"));
  EXPECT_EQ(bed.get<ConfigMap>("d")->metadata.ownerReferences, std::vector{reference(*b)});
}

TEST_F(Lifecycle, OrphansStayWithoutTheReference) {
  auto a = bed.create(makeConfigMap("a"));
  owned("d", {a});
  bed.settle();
  removeOwner("a", "Orphan");
  EXPECT_FALSE(bed.get<ConfigMap>("a"));
  ASSERT_TRUE(bed.get<ConfigMap>("d"));
  EXPECT_TRUE(bed.get<ConfigMap>("d")->metadata.ownerReferences.empty());
}

TEST_F(Lifecycle, ForegroundWaitsForWhatBlocks) {
  auto a = bed.create(makeConfigMap("a"));
  owned("blocks", {a}, true, {"example.com/hold"});
  owned("lets", {a});
  bed.settle();
  removeOwner("a", "Foreground");
  EXPECT_FALSE(bed.get<ConfigMap>("lets"));
  ASSERT_TRUE(bed.get<ConfigMap>("a"));
  EXPECT_TRUE(bed.get<ConfigMap>("blocks")->metadata.deletionTimestamp);
  bed.edit<ConfigMap>("blocks", [](ConfigMap& m) { m.metadata.finalizers.clear(); });
  bed.settle();
  EXPECT_FALSE(bed.get<ConfigMap>("a"));
  EXPECT_FALSE(bed.get<ConfigMap>("blocks"));
}

TEST_F(Lifecycle, AnOwnerInAnotherNamespaceIsNone) {
  auto other = bed.create(makeConfigMap("o", "x"));
  owned("d", {other});
  bed.settle();
  EXPECT_FALSE(bed.get<ConfigMap>("d"));
  EXPECT_TRUE(bed.get<ConfigMap>("o", "x"));
  ASSERT_EQ(bed.all<api::Event>().size(), 1u);
  EXPECT_EQ(bed.all<api::Event>()[0]->message,
            "ownerRef [v1/ConfigMap, namespace: default, name: o, uid: " + other->metadata.uid +
                "] does not exist in namespace \"default\"");
}

TEST_F(Lifecycle, AnOwnerByAnotherNameIsNone) {
  const auto owner = bed.create(makeConfigMap("o"));
  auto map = makeConfigMap("d");
  map->metadata.ownerReferences = {reference(*owner)};
  map->metadata.ownerReferences[0].name = "other";
  bed.create(map);
  bed.settle();
  EXPECT_FALSE(bed.get<ConfigMap>("d"));
  EXPECT_TRUE(bed.all<api::Event>().empty());
}

TEST_F(Lifecycle, WhatIsInNoNamespaceIsNotJudgedByOwnersThatAreInOne) {
  const auto owner = bed.create(makeConfigMap("o"));
  auto space = makeNamespace("x");
  space->metadata.ownerReferences = {reference(*owner)};
  bed.create(space);
  bed.settle();
  removeOwner("o", "Background");
  EXPECT_TRUE(bed.get<api::Namespace>("x"));
}

TEST_F(Lifecycle, ACircleGoesInTheForeground) {
  const auto a = bed.create(makeConfigMap("a"));
  const auto b = owned("b", {a}, true);
  bed.edit<ConfigMap>("a", [&](ConfigMap& m) { m.metadata.ownerReferences = {reference(*b, true)}; });
  bed.settle();
  removeOwner("a", "Foreground");
  EXPECT_FALSE(bed.get<ConfigMap>("a"));
  EXPECT_FALSE(bed.get<ConfigMap>("b"));
}

TEST_F(Lifecycle, AServiceTakesItsSlicesAlong) {
  bed.create(makeService("web", {{"app", "web"}}));
  bed.settle();
  EXPECT_EQ(bed.slices().size(), 1u);
  client::DeleteOptions options;
  options.propagationPolicy = "Foreground";
  EXPECT_TRUE(bed.server.removeNow(api::kindOf<api::Service>(), "default", "web", options));
  bed.settle();
  EXPECT_FALSE(bed.get<api::Service>("web"));
  EXPECT_TRUE(bed.slices().empty());
  EXPECT_TRUE(bed.all<api::Endpoints>().empty());
}

TEST(ControllersConfig, NamesAreThoseOfTheFlag) {
  EXPECT_TRUE(Controllers::check({"*", "-endpoint", "-nodeipam", "garbage-collector-controller"}));
  EXPECT_FALSE(Controllers::check({"nonsense"}));
  Testbed bed({.which = {"*", "-endpointslice-controller"}});
  bed.start();
  bed.create(makeService("web", {{"app", "web"}}));
  bed.settle();
  EXPECT_TRUE(bed.slices().empty());
  EXPECT_EQ(bed.all<api::Endpoints>().size(), 1u);
}

}  // namespace
}  // namespace seamark::controllers
