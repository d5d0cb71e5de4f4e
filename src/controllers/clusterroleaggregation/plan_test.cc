// Roles that are made up of others follow them.
// SPDX-License-Identifier: Apache-2.0
#include "controllers/clusterroleaggregation/plan.h"

#include <gtest/gtest.h>

#include "controllers/testbed.h"

namespace seamark::controllers {
namespace {

std::shared_ptr<api::ClusterRole> makeRole(const std::string& name, api::Labels labels,
                                           const std::vector<std::string>& resources) {
  auto role = std::make_shared<api::ClusterRole>();
  role->metadata.name = name;
  role->metadata.labels = std::move(labels);
  for (const std::string& resource : resources)
    role->rules.push_back({.verbs = {"get"},
                           .apiGroups = {""},
                           .resources = {resource},
                           .resourceNames = {},
                           .nonResourceURLs = {}});
  return role;
}

std::shared_ptr<api::ClusterRole> makeWhole(const std::string& name,
                                            std::vector<api::MetaLabelSelector> selectors) {
  auto role = makeRole(name, {}, {"old"});
  role->aggregationRule = api::AggregationRule{std::move(selectors)};
  return role;
}

std::vector<std::string> resources(const api::ClusterRole& role) {
  std::vector<std::string> found;
  for (const auto& rule : role.rules) found.push_back(rule.resources.at(0));
  return found;
}

using Texts = std::vector<std::string>;

TEST(ClusterRoleAggregation, RulesComeBySelectorThenByNameEachOnce) {
  const auto whole = makeWhole("whole", {{{{"to", "x"}}, {}},
                                         {{}, {{"to", "In", {"y", "z"}}}},
                                         {{}, {{"to", "Exists", {}}, {"to", "NotIn", {"x", "y", "z"}}}}});
  const auto next = clusterroleaggregation::plan(
      *whole, {makeRole("b", {{"to", "x"}}, {"pods", "nodes"}), makeRole("a", {{"to", "x"}}, {"pods"}),
               makeRole("0", {{"to", "y"}}, {"events", "pods"}), makeRole("1", {{"to", "q"}}, {"leases"}),
               makeRole("2", {}, {"secrets"}), whole});
  ASSERT_TRUE(next);
  EXPECT_EQ(resources(*next), (Texts{"pods", "nodes", "events", "leases"}));
  EXPECT_FALSE(clusterroleaggregation::plan(*makeRole("a", {}, {"pods"}), {}));
}

TEST(ClusterRoleAggregation, ARoleFollowsItsParts) {
  Testbed bed;
  bed.start();
  bed.create(makeWhole("whole", {{{{"to", "x"}}, {}}}));
  bed.create(makeRole("a", {{"to", "x"}}, {"pods"}));
  bed.create(makeRole("b", {{"to", "x"}}, {"nodes"}));
  bed.settle();
  EXPECT_EQ(resources(*bed.get<api::ClusterRole>("whole")), (Texts{"pods", "nodes"}));
  bed.remove<api::ClusterRole>("a");
  bed.settle();
  EXPECT_EQ(resources(*bed.get<api::ClusterRole>("whole")), Texts{"nodes"});
}

}  // namespace
}  // namespace seamark::controllers
