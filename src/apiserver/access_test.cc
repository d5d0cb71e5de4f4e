// Who may do what, over the whole server: bindings to roles that are not there, granting, acting as others,
// reviews. And what admission adds to a Pod.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

const std::string kRbac = "/apis/rbac.authorization.k8s.io/v1/";
const std::string kReviews = "/apis/authorization.k8s.io/v1/";
const std::string kServices = "/api/v1/namespaces/default/services";

// Gives alice a cluster-wide role of these rules.
void grant(TestServer& server, const std::string& name, const std::string& rules) {
  server.post(kRbac + "clusterroles", R"({"metadata":{"name":")" + name + R"("},"rules":)" + rules + "}");
  server.post(kRbac + "clusterrolebindings",
              R"({"metadata":{"name":")" + name +
                  R"("},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":")" +
                  name + R"("},"subjects":[{"kind":"User","name":"alice"}]})");
}

TEST(Access, ARoleThatIsNotThereIsTold) {
  TestServer server;
  server.post(kRbac + "namespaces/default/rolebindings",
              R"({"metadata":{"name":"b"},"roleRef":{"kind":"Role","name":"r"},)"
              R"("subjects":[{"kind":"User","name":"alice"}]})");
  EXPECT_EQ(
      server.ask({"GET", kServices, "", {}, "usertoken"}).message(),
      "services is forbidden: User \"alice\" cannot list resource \"services\" in API group \"\" in the "
      "namespace \"default\": RBAC: role.rbac.authorization.k8s.io \"r\" not found");
  const TestAnswer rules = server.ask(
      {"POST", kReviews + "selfsubjectrulesreviews", R"({"spec":{"namespace":"default"}})", {}, "usertoken"});
  EXPECT_EQ(rules.at("/status/evaluationError"), "role.rbac.authorization.k8s.io \"r\" not found");
}

TEST(Access, WhoChangesARoleMustHoldIt) {
  TestServer server;
  grant(server, "rbac",
        R"([{"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],)"
        R"("verbs":["create","get","update"]}])");
  const auto asAlice = [&](std::string method, const std::string& path, std::string body) {
    return server.ask({std::move(method), kRbac + path, std::move(body), {}, "usertoken"});
  };
  server.post(
      kRbac + "clusterroles",
      R"({"metadata":{"name":"x"},"rules":[{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}]})");
  EXPECT_EQ(asAlice("PUT", "clusterroles/x",
                    R"({"metadata":{"name":"x","labels":{"a":"b"}},"rules":[{"apiGroups":[""],)"
                    R"("resources":["secrets"],"verbs":["get"]}]})")
                .status,
            403)
      << "a label may be what an aggregated role gathers by";
  EXPECT_EQ(
      asAlice("POST", "clusterroles",
              R"({"metadata":{"name":"y"},"aggregationRule":{"clusterRoleSelectors":[{}]}})")
          .message(),
      "clusterroles.rbac.authorization.k8s.io \"y\" is forbidden: must have cluster-admin privileges to "
      "use the aggregationRule");
  EXPECT_EQ(server
                .post(kRbac + "clusterroles",
                      R"({"metadata":{"name":"z"},"aggregationRule":{"clusterRoleSelectors":[)"
                      R"({"matchExpressions":[{"key":"a","operator":"Near"}]}]}})")
                .message(),
            "ClusterRole.rbac.authorization.k8s.io \"z\" is invalid: "
            "[aggregationRule.clusterRoleSelectors[0].matchExpressions[0].operator: Invalid value: \"Near\": "
            "not a valid selector operator, aggregationRule.clusterRoleSelectors[0]: Invalid value: null: "
            "invalid label selector.]");
}

TEST(Access, TheSortOfIdentityDecidesHowOneMayActAsIt) {
  TestServer server;
  const auto listAs = [&](net::Headers headers) {
    return server.ask({"GET", kServices, "", std::move(headers), "usertoken"});
  };
  EXPECT_EQ(listAs({{"impersonate-user", "system:serviceaccount:ns:a"}}).message(),
            "services is forbidden: User \"alice\" cannot impersonate-on:serviceaccount:list resource "
            "\"services\" in API group \"\" in the namespace \"default\"");
  EXPECT_EQ(listAs({{"impersonate-user", "system:node:n"}}).message(),
            "services is forbidden: User \"alice\" cannot impersonate-on:arbitrary-node:list resource "
            "\"services\" in API group \"\" in the namespace \"default\"");
  EXPECT_EQ(
      listAs({{"impersonate-user", "system:serviceaccount:ns:a"}, {"impersonate-group", "g"}}).message(),
      "serviceaccounts \"a\" is forbidden: User \"alice\" cannot impersonate resource \"serviceaccounts\" "
      "in API group \"\" in the namespace \"ns\"");
  grant(server, "on",
        R"([{"apiGroups":[""],"resources":["services"],"verbs":["impersonate-on:user-info:list"]}])");
  EXPECT_EQ(listAs({{"impersonate-user", "bob"}}).message(),
            "users.authentication.k8s.io \"bob\" is forbidden: User \"alice\" cannot impersonate:user-info "
            "resource \"users\" in API group \"authentication.k8s.io\" at the cluster scope");
  grant(
      server, "bob",
      R"([{"apiGroups":["authentication.k8s.io"],"resources":["users"],"verbs":["impersonate:user-info"]}])");
  EXPECT_EQ(listAs({{"impersonate-user", "bob"}}).message(),
            "services is forbidden: User \"bob\" cannot list resource \"services\" in API group \"\" in the "
            "namespace \"default\"");
  EXPECT_EQ(listAs({{"impersonate-user", "bob"}, {"impersonate-group", "system:masters"}}).message(),
            "groups.authentication.k8s.io \"system:masters\" is forbidden: User \"alice\" cannot "
            "impersonate:user-info resource \"groups\" in API group \"authentication.k8s.io\" at the cluster "
            "scope: impersonating the system:masters group is not allowed");
}

TEST(Access, SelectorsOfAQuestion) {
  TestServer server;
  const auto ask = [&](const std::string& selectors) {
    return server.post(
        kReviews + "subjectaccessreviews",
        R"({"spec":{"user":"a","resourceAttributes":{"verb":"list","resource":"pods",)" + selectors + "}}}");
  };
  EXPECT_EQ(ask(R"("fieldSelector":{})").message(),
            ".authorization.k8s.io \"\" is invalid: spec.resourceAttributes.fieldSelector.requirements: "
            "Required value: when spec.resourceAttributes.fieldSelector is specified, requirements or "
            "rawSelector is required");
  EXPECT_EQ(
      ask(R"("labelSelector":{"rawSelector":"a=b","requirements":[{"key":"a","operator":"In"}]})").message(),
      ".authorization.k8s.io \"\" is invalid: [spec.resourceAttributes.labelSelector.rawSelector: Invalid "
      "value: \"a=b\": may not specified at the same time as requirements, "
      "spec.resourceAttributes.labelSelector.requirements[0].values: Required value: must be specified "
      "when `operator` is 'In' or 'NotIn']");
  EXPECT_EQ(ask(R"("fieldSelector":{"requirements":[{"key":"a","operator":"Near","values":["x"]},)"
                R"({"key":"a","operator":"In","values":["x"]}]})")
                .at("/status/evaluationError"),
            "spec.resourceAttributes.fieldSelector partially ignored due to parse error");
}

TEST(Access, ATokenIsForTheAccountOfThatUid) {
  TestServer server;
  const std::string accounts = "/api/v1/namespaces/default/serviceaccounts";
  const std::string uid = server.post(accounts, R"({"metadata":{"name":"a"}})").at("/metadata/uid");
  EXPECT_EQ(server.post(accounts + "/a/token", R"({"metadata":{"uid":"x"},"spec":{}})").message(),
            "Operation cannot be fulfilled on TokenRequest.authentication.k8s.io \"a\": the UID in the token "
            "request (x) does not match the UID of the service account (" +
                uid + ")");
}

TEST(Access, WhatAdmissionSaysOfAPodWithoutAName) {
  TestServer server;
  const std::string pods = "/api/v1/namespaces/default/pods";
  EXPECT_EQ(
      server
          .post(pods,
                R"({"metadata":{"generateName":"g-"},"spec":{"containers":[{"name":"c","image":"i"}]}})")
          .message(),
      "pods \"g-\" is forbidden: error looking up service account default/default: serviceaccount "
      "\"default\" not found");
}

TEST(Access, APodIsWhereItsNodeIs) {
  TestServer server;
  server.post("/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"default"}})");
  server.post("/api/v1/nodes",
              R"({"metadata":{"name":"n","labels":{"topology.kubernetes.io/zone":"z","a":"b"}}})");
  const TestAnswer pod = server.post(
      "/api/v1/namespaces/default/pods",
      R"({"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}})");
  EXPECT_EQ(pod.at("/metadata/labels"), R"({"topology.kubernetes.io/zone":"z"})");
}

TEST(Access, APodThatWaitsSaysSo) {
  TestServer server;
  server.post("/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"default"}})");
  const TestAnswer pod = server.post(
      "/api/v1/namespaces/default/pods",
      R"({"metadata":{"name":"p","labels":{"v":"1"}},"spec":{"containers":[{"name":"c","image":"i"}],)"
      R"("schedulingGates":[{"name":"a"}],"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"k",)"
      R"("whenUnsatisfiable":"DoNotSchedule","labelSelector":{},"matchLabelKeys":["v"]}]}})");
  EXPECT_EQ(pod.at("/status/conditions/0/reason"), "SchedulingGated") << pod.body;
  EXPECT_EQ(pod.at("/spec/topologySpreadConstraints/0/labelSelector"),
            R"({"matchExpressions":[{"key":"v","operator":"In","values":["1"]}]})");
}

}  // namespace
}  // namespace seamark::apiserver
