// Subresources of Pods, Services and Nodes through the whole path: eviction, ephemeral containers, resize, and what
// would be passed on to somebody: tables of request and answer.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/policy/eviction.h"
#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

const std::string kPods = "/api/v1/namespaces/default/pods/";
constexpr const char* kStrategic = "application/strategic-merge-patch+json";

class PodSubresources : public testing::Test {
 protected:
  PodSubresources() {
    server.post("/api/v1/namespaces/default/serviceaccounts",
                R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}})");
  }

  void makePod(const std::string& name, const std::string& rest = "") {
    const TestAnswer made = server.post(
        "/api/v1/namespaces/default/pods",
        R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":")" + name +
            R"("},"spec":{"automountServiceAccountToken":false,"containers":[{"name":"c","image":"i",)"
            R"("resources":{"requests":{"cpu":"1","memory":"1Mi"}}}])" +
            rest + "}}");
    ASSERT_EQ(made.status, 201) << made.body;
  }
  void makeNode(const std::string& name, const std::string& status = "{}") {
    const TestAnswer made =
        server.post("/api/v1/nodes", R"({"apiVersion":"v1","kind":"Node","metadata":{"name":")" + name +
                                         R"("},"status":)" + status + "}");
    ASSERT_EQ(made.status, 201) << made.body;
  }
  void setStatus(const std::string& pod, const std::string& status) {
    const TestAnswer set = patch(kPods + pod + "/status", R"({"status":)" + status + "}");
    ASSERT_EQ(set.status, 200) << set.body;
  }
  TestAnswer patch(const std::string& target, const std::string& body) {
    return server.ask(
        {.method = "PATCH", .target = target, .body = body, .headers = {{"content-type", kStrategic}}});
  }
  TestAnswer evict(const std::string& name, const std::string& options = "", const std::string& query = "") {
    return server.post(kPods + name + "/eviction" + query,
                       R"({"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":")" + name + "\"}" +
                           (options.empty() ? "" : R"(,"deleteOptions":)" + options) + "}");
  }
  // "400 why".
  static std::string told(const TestAnswer& answer) {
    return std::to_string(answer.status) + " " + answer.message();
  }

  TestServer server;
};

TEST_F(PodSubresources, AnEvictedPodIsToldWhyAndGoes) {
  makeNode("n");
  makePod("a", R"(,"nodeName":"n")");
  const TestAnswer evicted = evict("a");
  EXPECT_EQ(evicted.status, 201);
  EXPECT_EQ(
      evicted.body,
      "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\",\"code\":201}\n");
  const TestAnswer left = server.get(kPods + "a");
  EXPECT_EQ(left.at("/metadata/deletionGracePeriodSeconds"), "30");
  EXPECT_EQ(left.at("/status/conditions/0/type"), "DisruptionTarget");
  EXPECT_EQ(left.at("/status/conditions/0/status"), "True");
  EXPECT_EQ(left.at("/status/conditions/0/reason"), "EvictionByEvictionAPI");
  EXPECT_EQ(left.at("/status/conditions/0/message"), "Eviction API: evicting");
  EXPECT_EQ(evict("a").status, 201) << "once more while it waits";

  makePod("b");
  const store::Revision before = server.store().world()->revision;
  EXPECT_EQ(evict("b").status, 201);
  EXPECT_EQ(server.get(kPods + "b").status, 404) << "it ran nowhere";
  EXPECT_EQ(server.store().history(api::kindOf<api::Pod>(), before)->size(), 3U) << "told, marked, gone";
}

TEST_F(PodSubresources, WhatAnEvictionMayAsk) {
  makePod("a");
  const TestAnswer pod = server.get(kPods + "a");
  EXPECT_EQ(told(evict("zz")), "404 pods \"zz\" not found");
  EXPECT_EQ(told(server.post(kPods + "a/eviction", R"({"metadata":{"name":"b"}})")),
            "400 name in URL does not match name in Eviction object");
  EXPECT_EQ(told(server.post("/api/v1/namespaces/nope/pods/a/eviction", R"({"metadata":{"name":"a"}})")),
            "404 namespaces \"nope\" not found");
  EXPECT_EQ(told(evict("a", R"({"preconditions":{"uid":"u"}})")),
            "409 Operation cannot be fulfilled on Pod \"a\": the UID in the precondition (u) does not match "
            "the UID "
            "in record (" +
                pod.at("/metadata/uid") + "). The object might have been deleted and then recreated");
  EXPECT_EQ(told(evict("a", R"({"ignoreStoreReadErrorWithClusterBreakingPotential":true})")),
            "422 Eviction.policy \"a\" is invalid: "
            "deleteOptions.ignoreStoreReadErrorWithClusterBreakingPotential: Invalid value: true: can not be "
            "set for "
            "pod eviction, try after removing the option");
  EXPECT_EQ(told(evict("a", R"({"dryRun":["x"]})", "?dryRun=All")),
            "500 Non-matching dry-run options in request and content: [All] and [x]");
  EXPECT_EQ(
      told(server.post(kPods + "a/eviction", R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}})")),
      "400 Pod in version \"v1\" cannot be handled as a Eviction: converting (v1.Pod) to (policy.Eviction): "
      "unknown conversion");
  EXPECT_EQ(evict("a", "", "?dryRun=All").status, 201);
  EXPECT_EQ(evict("a", R"({"dryRun":["All"]})").status, 201);
  EXPECT_EQ(server.get(kPods + "a").at("/metadata/resourceVersion"), pod.at("/metadata/resourceVersion"));

  const std::string version =
      R"({"preconditions":{"resourceVersion":")" + pod.at("/metadata/resourceVersion");
  EXPECT_EQ(evict("a", version + "0\"}}").status, 409);
  EXPECT_EQ(evict("a", version + "\"}}").status, 201);
  EXPECT_EQ(server.get(kPods + "a").status, 404);
}

TEST_F(PodSubresources, EvictionsInOtherForms) {
  makePod("a");
  EXPECT_EQ(server
                .post(kPods + "a/eviction",
                      R"({"apiVersion":"policy/v1beta1","kind":"Eviction","metadata":{"name":"a"}})")
                .status,
            201);
  makePod("b");
  api::Eviction eviction;
  eviction.metadata.name = "b";
  eviction.deleteOptions.emplace().gracePeriodSeconds = 0;
  const TestAnswer evicted = server.ask(
      {.method = "POST",
       .target = kPods + "b/eviction",
       .body = api::encodeTypedProtobuf(api::typeOf<api::Eviction>(), "policy/v1", "Eviction", &eviction),
       .headers = {{"content-type", "application/vnd.kubernetes.protobuf"}}});
  EXPECT_EQ(evicted.status, 201) << evicted.body;
  EXPECT_EQ(server.get(kPods + "b").status, 404);
}

TEST_F(PodSubresources, EphemeralContainersAreAddedAndOwned) {
  makePod("a");
  const TestAnswer added =
      patch(kPods + "a/ephemeralcontainers?fieldManager=z",
            R"({"metadata":{"labels":{"x":"y"}},"spec":{"ephemeralContainers":[{"name":"e","image":"i"}]}})");
  ASSERT_EQ(added.status, 200) << added.body;
  EXPECT_EQ(added.at("/spec/ephemeralContainers/0/name"), "e");
  EXPECT_EQ(added.at("/metadata/generation"), "2");
  EXPECT_EQ(added.at("/metadata/labels"), "");
  EXPECT_EQ(added.at("/metadata/managedFields/1/subresource"), "ephemeralcontainers");
  const std::string owned = added.at("/metadata/managedFields/1/fieldsV1");
  EXPECT_NE(owned.find("f:metadata"), std::string::npos)
      << "what was sent is owned, also what did not change";
  EXPECT_NE(owned.find("f:ephemeralContainers"), std::string::npos) << owned;
  EXPECT_EQ(server.get(kPods + "a/ephemeralcontainers").at("/spec/ephemeralContainers/0/name"), "e");
  EXPECT_EQ(patch(kPods + "a", R"({"spec":{"ephemeralContainers":[{"name":"f","image":"i"}]}})").status, 422);
}

TEST_F(PodSubresources, AResizeNeedsANodeThatIsLargeEnough) {
  const auto resize = [&](const std::string& pod, const std::string& cpu) {
    return patch(
        kPods + pod + "/resize",
        R"({"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":")" + cpu + R"("}}}]}})");
  };
  makePod("a");
  const TestAnswer resized = resize("a", "100");
  EXPECT_EQ(resized.status, 200) << resized.body;
  EXPECT_EQ(resized.at("/spec/containers/0/resources/requests/cpu"), "100");
  EXPECT_EQ(resized.at("/metadata/managedFields/1/subresource"), "resize");

  makePod("b", R"(,"nodeName":"n")");
  EXPECT_EQ(told(resize("b", "2")), "403 pods \"b\" is forbidden: node \"n\" not found");
  makeNode("n", R"({"allocatable":{"cpu":"4","memory":"1Gi"}})");
  EXPECT_EQ(resize("b", "2").status, 200);
  const TestAnswer large = resize("b", "5");
  EXPECT_EQ(
      told(large),
      "403 pods \"b\" is forbidden: node didn't have enough allocatable resources: cpu, requested: 5000, "
      "allocatable: 4000");
  EXPECT_EQ(large.at("/details/causes/0/reason"), "NodeCapacity");
  server.merge("/api/v1/nodes/n", R"({"metadata":{"labels":{"kubernetes.io/os":"windows"}}})");
  EXPECT_EQ(
      told(resize("b", "3")),
      "403 pods \"b\" is forbidden: pod resize is only supported on linux nodes, node \"n\" is \"windows\"");
}

TEST_F(PodSubresources, StreamsAndLogs) {
  makeNode("bare");
  makeNode("n", R"({"addresses":[{"type":"InternalIP","address":"10.0.0.1"}]})");
  makePod("a");
  makePod("two", R"(,"initContainers":[{"name":"z","image":"i"}],"nodeName":"n")");
  makePod("lost", R"(,"nodeName":"gone")");
  makePod("bare", R"(,"nodeName":"bare")");
  const std::pair<const char*, const char*> cases[] = {
      {"a/log", "204 "},
      {"zz/log", "404 pods \"zz\" not found"},
      {"a/log?container=x", "400 container x is not valid for pod a"},
      {"a/log?tailLines=-1",
       "422 PodLogOptions \"a\" is invalid: tailLines: Invalid value: -1: must be greater than or equal to "
       "0"},
      {"a/log?limitBytes=0&sinceSeconds=0",
       "422 PodLogOptions \"a\" is invalid: [limitBytes: Invalid value: 0: must be greater than 0, "
       "sinceSeconds: "
       "Invalid value: 0: must be greater than 0]"},
      {"a/log?sinceSeconds=1&sinceTime=2020-01-01T00:00:00Z",
       "422 PodLogOptions \"a\" is invalid: []: Forbidden: at most one of `sinceTime` or `sinceSeconds` may "
       "be "
       "specified"},
      {"a/log?stream=Stdout", "422 PodLogOptions \"a\" is invalid: stream: Forbidden: may not be specified"},
      {"a/log?tailLines=x", "400 strconv.ParseInt: parsing \"x\": invalid syntax"},
      {"lost/log", "404 pods \"gone\" not found"},
      {"bare/log", "500 no preferred addresses found; known addresses: []"},
      {"two/log?container=z&follow=true&tailLines=3",
       "500 Get \"https://10.0.0.1:10250/containerLogs/default/two/z?follow=true&tailLines=3\": dial tcp "
       "10.0.0.1:10250: connect: connection refused"},
      {"a/exec", "400 pod a does not have a host assigned"},
      {"a/attach", "400 pod a does not have a host assigned"},
      {"a/portforward", "400 pod a does not have a host assigned"},
      {"a/portforward?ports=80,x",
       "400 cannot convert to []int32: strconv.ParseUint: parsing \"x\": invalid syntax"},
      {"a/exec?dryRun=All", "400 dryRun is not supported"},
      {"zz/exec", "404 pods \"zz\" not found"},
      {"two/exec?container=y", "400 container y is not valid for pod two"},
      {"two/exec", "400 Upgrade request required"},
      {"lost/attach", "404 pods \"gone\" not found"},
  };
  for (const auto& [target, answer] : cases) EXPECT_EQ(told(server.get(kPods + target)), answer) << target;
  const TestAnswer upgrade = server.ask({.method = "POST",
                                         .target = kPods + "two/exec?container=c",
                                         .headers = {{"connection", "Upgrade"}, {"upgrade", "SPDY/3.1"}}});
  EXPECT_EQ(told(upgrade), "500 error dialing backend: dial tcp 10.0.0.1:10250: connect: connection refused");
  EXPECT_EQ(server.ask({.method = "PUT", .target = kPods + "a/exec"}).status, 405);
  EXPECT_EQ(server.ask({.method = "POST", .target = kPods + "a/log"}).status, 405);
}

TEST_F(PodSubresources, SeveralContainersMustBeChosenFrom) {
  server.post(
      "/api/v1/namespaces/default/pods",
      R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":)"
      R"([{"name":"a","image":"i"},{"name":"b","image":"i"}],"initContainers":[{"name":"z","image":"i"}]}})");
  for (const char* sub : {"log", "exec", "attach"})
    EXPECT_EQ(told(server.get(kPods + "p/" + sub)),
              "400 a container name must be specified for pod p, choose one of: [z a b]");
}

TEST_F(PodSubresources, Proxies) {
  makeNode("n", R"({"addresses":[{"type":"InternalIP","address":"10.0.0.1"}]})");
  makePod("a");
  makePod("b");
  setStatus("b", R"({"podIP":"10.1.0.5","podIPs":[{"ip":"10.1.0.5"}]})");
  makePod("local");
  setStatus("local", R"({"podIP":"127.0.0.1","podIPs":[{"ip":"127.0.0.1"}]})");
  server.post(
      "/api/v1/namespaces/default/services",
      R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"ports":[{"name":"w","port":80},)"
      R"({"name":"x","port":81}]}})");
  server.post(
      "/api/v1/namespaces/default/endpoints",
      R"({"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"s"},"subsets":[{"addresses":[)"
      R"({"ip":"10.9.9.9"},{"ip":"10.1.0.5","targetRef":{"kind":"Pod","namespace":"default","name":"b"}}],)"
      R"("ports":[{"name":"w","port":8080}]}]})");
  server.post("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
              R"({"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"s-1",)"
              R"("labels":{"kubernetes.io/service-name":"s"}},"addressType":"IPv4","endpoints":[)"
              R"({"addresses":["10.9.9.9"]},{"addresses":["10.1.0.5"],)"
              R"("targetRef":{"kind":"Pod","namespace":"default","name":"b"}}],)"
              R"("ports":[{"name":"w","port":8080}]})");
  const std::string services = "/api/v1/namespaces/default/services/";
  const std::string refused = "503 error trying to reach service: dial tcp ";
  const std::pair<std::string, std::string> cases[] = {
      {kPods + "a/proxy", "400 address not allowed"},
      {kPods + "local/proxy/", "400 address not allowed"},
      {kPods + "zz/proxy/x", "404 pods \"zz\" not found"},
      {kPods + "ftp:b:80/proxy/", "400 invalid pod request \"ftp:b:80\""},
      {kPods + "b:8080/proxy/a//b", refused + "10.1.0.5:8080: connect: connection refused"},
      {kPods + "https:b:/proxy/", refused + "10.1.0.5:443: connect: connection refused"},
      {services + "zz/proxy/", "503 no endpoints available for service \"zz\""},
      {services + "zz:80/proxy/", "404 services \"zz\" not found"},
      {services + "s:82/proxy/", "503 no service port 82 found for service \"s\""},
      {services + "s/proxy/", "503 no endpoints available for service \"s\""},
      {services + "s:x/proxy/", "503 no endpoints available for service \"s\""},
      {services + "none/proxy/", "503 no endpoints available for service \"none\""},
      {services + "a:b:c:d/proxy/", "400 invalid service request \"a:b:c:d\""},
      {services + "http:s:80/proxy/x?y=z", refused + "10.1.0.5:8080: connect: connection refused"},
      {"/api/v1/nodes/n/proxy/metrics", refused + "10.0.0.1:10250: connect: connection refused"},
      {"/api/v1/nodes/n:9100/proxy/metrics", refused + "10.0.0.1:9100: connect: connection refused"},
      {"/api/v1/nodes/zz/proxy/", "404 nodes \"zz\" not found"},
  };
  for (const auto& [target, answer] : cases)
    for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
      EXPECT_EQ(told(server.ask({.method = method, .target = target})), answer) << method << target;
  const TestAnswer moved = server.get(services + "s:w/proxy?q=1");
  EXPECT_EQ(moved.status, 301);
  EXPECT_EQ(*moved.headers.find("location"), services + "s:w/proxy/?q=1");
}

TEST_F(PodSubresources, EachHasRightsOfItsOwn) {
  makePod("a");
  server.post(
      "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
      R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"r"},"rules":[)"
      R"({"apiGroups":[""],"resources":["pods","pods/exec"],"verbs":["get"]}]})");
  server.post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
              R"({"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"r"},)"
              R"("roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},)"
              R"("subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"alice"}]})");
  const auto asAlice = [&](const char* method, const std::string& target, const std::string& body = "") {
    return told(server.ask({.method = method, .target = target, .body = body, .token = "usertoken"}));
  };
  const std::string may = " in API group \"\" in the namespace \"default\"";
  EXPECT_EQ(asAlice("POST", kPods + "a/eviction", R"({"metadata":{"name":"a"}})"),
            "403 pods \"a\" is forbidden: User \"alice\" cannot create resource \"pods/eviction\"" + may);
  EXPECT_EQ(asAlice("GET", kPods + "a/log"),
            "403 pods \"a\" is forbidden: User \"alice\" cannot get resource \"pods/log\"" + may);
  EXPECT_EQ(asAlice("PATCH", kPods + "a/resize", "{}"),
            "403 pods \"a\" is forbidden: User \"alice\" cannot patch resource \"pods/resize\"" + may);
  EXPECT_EQ(
      asAlice("DELETE", "/api/v1/namespaces/default/services/s/proxy/x"),
      "403 services \"s\" is forbidden: User \"alice\" cannot delete resource \"services/proxy\"" + may);
  // To read is not enough for what a WebSocket begins with.
  EXPECT_TRUE(asAlice("GET", kPods + "a/exec").starts_with("403 pods \"a\" is forbidden: "))
      << "create is missing";
}

}  // namespace
}  // namespace seamark::apiserver
