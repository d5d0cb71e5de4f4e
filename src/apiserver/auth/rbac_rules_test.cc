// What rules allow and cover.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/rbac_rules.h"

#include <gtest/gtest.h>

namespace seamark::apiserver {
namespace {

RequestInfo resource(std::string verb, std::string group, std::string name, std::string sub = "",
                     std::string object = "") {
  RequestInfo info;
  info.isResource = true;
  info.verb = std::move(verb);
  info.group = std::move(group);
  info.resource = std::move(name);
  info.subresource = std::move(sub);
  info.name = std::move(object);
  return info;
}

TEST(RbacRules, ResourcesAndSubresources) {
  const api::PolicyRule services{{"get"}, {""}, {"services"}, {}, {}};
  EXPECT_TRUE(ruleAllows(services, resource("get", "", "services")));
  EXPECT_FALSE(ruleAllows(services, resource("get", "", "services", "status")));
  EXPECT_FALSE(ruleAllows(services, resource("list", "", "services")));
  EXPECT_FALSE(ruleAllows(services, resource("get", "apps", "services")));
  const api::PolicyRule status{{"*"}, {"*"}, {"*/status"}, {}, {}};
  EXPECT_TRUE(ruleAllows(status, resource("patch", "", "services", "status")));
  EXPECT_FALSE(ruleAllows(status, resource("patch", "", "services")));
  const api::PolicyRule named{{"get"}, {""}, {"services"}, {"a"}, {}};
  EXPECT_TRUE(ruleAllows(named, resource("get", "", "services", "", "a")));
  EXPECT_FALSE(ruleAllows(named, resource("get", "", "services", "", "b")));
  EXPECT_FALSE(ruleAllows(named, resource("get", "", "services")));
}

TEST(RbacRules, Paths) {
  const api::PolicyRule rule{{"get"}, {}, {}, {}, {"/metrics", "/x/*"}};
  RequestInfo info;
  info.verb = "get";
  for (const auto& [path, allowed] :
       {std::pair{"/metrics", true}, {"/metrics/a", false}, {"/x/y/z", true}, {"/xy", false}}) {
    info.path = path;
    EXPECT_EQ(ruleAllows(rule, info), allowed) << path;
  }
}

TEST(RbacRules, WhatIsNotHeldIsToldRuleByRule) {
  const PolicyRules held{{{"get", "list"}, {""}, {"pods"}, {}, {}}};
  const PolicyRules wanted{{{"get", "delete"}, {""}, {"services", "pods"}, {}, {}}};
  const PolicyRules missing = uncovered(held, wanted);
  ASSERT_EQ(missing.size(), 2U);
  EXPECT_EQ(compactText(missing[0]), R"({APIGroups:[""], Resources:["pods"], Verbs:["delete"]})");
  EXPECT_EQ(compactText(missing[1]), R"({APIGroups:[""], Resources:["services"], Verbs:["get" "delete"]})");
  EXPECT_TRUE(uncovered({{{"*"}, {"*"}, {"*"}, {}, {}}}, wanted).empty());
  // A rule about all names is not covered by one about some.
  EXPECT_FALSE(uncovered({{{"*"}, {""}, {"pods"}, {"a"}, {}}}, {{{"get"}, {""}, {"pods"}, {}, {}}}).empty());
}

}  // namespace
}  // namespace seamark::apiserver
