// Requests and answers through the whole path, on the memory store. Behaviour that the oracle covers case by
// case is not repeated here; these are the promises that a change is likely to break.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

constexpr const char* kServices = "/api/v1/namespaces/default/services";
constexpr const char* kConfigMaps = "/api/v1/namespaces/default/configmaps";

std::string configMap(const std::string& name, const std::string& rest = "") {
  return R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":")" + name + "\"}" + rest + "}";
}
std::string service(const std::string& name, const std::string& spec) {
  return R"({"apiVersion":"v1","kind":"Service","metadata":{"name":")" + name + R"("},"spec":)" + spec + "}";
}

TEST(Verbs, CreateGetUpdateDelete) {
  TestServer server;
  EXPECT_EQ(server.post(kConfigMaps, configMap("a", R"(,"data":{"k":"v"})")).status, 201);
  TestAnswer got = server.get(std::string(kConfigMaps) + "/a");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.at("/data/k"), "v");
  EXPECT_EQ(got.at("/kind"), "ConfigMap");
  const std::string version = got.at("/metadata/resourceVersion");

  EXPECT_EQ(server.put(std::string(kConfigMaps) + "/a", configMap("a", R"(,"data":{"k":"w"})")).at("/data/k"),
            "w");
  const std::string stale =
      R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","resourceVersion":")" + version +
      "\"}}";
  EXPECT_EQ(server.put(std::string(kConfigMaps) + "/a", stale).status, 409);
  EXPECT_EQ(server.remove(std::string(kConfigMaps) + "/a").at("/status"), "Success");
  EXPECT_EQ(server.get(std::string(kConfigMaps) + "/a").message(), "configmaps \"a\" not found");
}

// As Kubernetes writes it: null for a kind that has no columns of its own.
TEST(Verbs, RowsOfAnEmptyTable) {
  TestServer server;
  const auto table = [&](const std::string& collection) {
    return server
        .ask({.method = "GET",
              .target = collection,
              .headers = {{"accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}}})
        .body;
  };
  EXPECT_TRUE(
      table("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles").ends_with("\"rows\":null}\n"));
  EXPECT_TRUE(table("/api/v1/namespaces/default/endpoints?labelSelector=a%3Db").ends_with("\"rows\":[]}\n"));
}

TEST(Verbs, AWriteThatChangesNothingKeepsItsVersion) {
  TestServer server;
  const std::string body = configMap("a", R"(,"data":{"k":"v"})");
  const std::string version = server.post(kConfigMaps, body).at("/metadata/resourceVersion");
  const store::Revision before = server.store().world()->revision;
  EXPECT_EQ(server.put(std::string(kConfigMaps) + "/a", body).at("/metadata/resourceVersion"), version);
  EXPECT_EQ(
      server.merge(std::string(kConfigMaps) + "/a", R"({"data":{"k":"v"}})").at("/metadata/resourceVersion"),
      version);
  EXPECT_EQ(server.store().world()->revision, before) << "nothing was written";
}

TEST(Verbs, ParallelPatchesAllLand) {
  TestServer server;
  server.post(kConfigMaps, configMap("a"));
  std::vector<std::future<TestAnswer>> answers;
  for (int i = 0; i < 20; ++i)
    answers.push_back(server.send({"PATCH",
                                   std::string(kConfigMaps) + "/a",
                                   R"({"data":{"k)" + std::to_string(i) + R"(":"v"}})",
                                   {{"content-type", "application/merge-patch+json"}}}));
  int landed = 0, conflicts = 0;
  for (auto& answer : answers) {
    const int status = answer.get().status;
    landed += status == 200;
    conflicts += status == 409;  // five lost races in a row are upstream's bound
  }
  EXPECT_EQ(landed + conflicts, 20);
  const auto data = server.get(std::string(kConfigMaps) + "/a").json().at("data").as_object();
  EXPECT_EQ(data.size(), static_cast<size_t>(landed)) << "no patch was lost";
}

TEST(Verbs, FinalizersHoldAnObject) {
  TestServer server;
  server.post(
      kConfigMaps,
      R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","finalizers":["x.example/y"]}})");
  EXPECT_EQ(server.remove(std::string(kConfigMaps) + "/a").at("/kind"), "ConfigMap");
  EXPECT_NE(server.get(std::string(kConfigMaps) + "/a").at("/metadata/deletionTimestamp"), "");
  EXPECT_EQ(server.merge(std::string(kConfigMaps) + "/a", R"({"metadata":{"finalizers":[]}})").status, 200);
  EXPECT_EQ(server.get(std::string(kConfigMaps) + "/a").status, 404);
}

TEST(Verbs, AnUnscheduledPodGoesInTwoVersions) {
  TestServer server;
  server.post("/api/v1/namespaces/default/serviceaccounts",
              R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}})");
  const TestAnswer made = server.post("/api/v1/namespaces/default/pods",
                                      R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},)"
                                      R"("spec":{"containers":[{"name":"c","image":"i"}]}})");
  ASSERT_EQ(made.status, 201) << made.body;
  const auto after = server.store().world()->revision;
  server.remove("/api/v1/namespaces/default/pods/p");
  const auto events = server.store().history(api::kindOf<api::Pod>(), after);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 2U);
  EXPECT_EQ(events->at(0).type, store::EventType::Modified);
  EXPECT_TRUE(events->at(0).object->object()->metadata.deletionTimestamp);
  EXPECT_EQ(events->at(1).type, store::EventType::Deleted);
}

TEST(Verbs, BadBodiesAreAnsweredAndNothingElse) {
  TestServer server;
  const std::pair<const char*, int> cases[] = {
      {"", 400},
      {"{", 400},
      {"[]", 400},
      {"5", 400},
      {"null", 422},
      {"{} x", 400},
      {"{\"kind\":1}", 400},
      {"{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"}}", 400},
      {"{\"metadata\":{\"name\":5}}", 400}};
  for (const auto& [body, status] : cases) EXPECT_EQ(server.post(kConfigMaps, body).status, status) << body;
  for (const char* media : {"application/yaml", "application/vnd.kubernetes.protobuf"}) {
    for (const std::string& body :
         {std::string("\0\1\2", 3), std::string(": : :"), std::string("k8s\0\xff\xff", 6)}) {
      const TestAnswer answer = server.ask({"POST", kConfigMaps, body, {{"content-type", media}}});
      EXPECT_GE(answer.status, 400) << media;
      EXPECT_LT(answer.status, 500) << media;
    }
  }
}

TEST(Verbs, DryRunChangesNothing) {
  TestServer server;
  const store::Revision before = server.store().world()->revision;
  EXPECT_EQ(server
                .post(std::string(kServices) + "?dryRun=All",
                      service("a", R"({"type":"NodePort","ports":[{"port":80}]})"))
                .status,
            201);
  EXPECT_EQ(server.remove(std::string(kServices) + "/kubernetes?dryRun=All").status, 200);
  EXPECT_EQ(server.store().world()->revision, before);
}

TEST(Allocation, AServiceAndItsAddressAreOneWrite) {
  TestServer server;
  const TestAnswer made =
      server.post(kServices, service("a", R"({"type":"NodePort","ports":[{"port":80}]})"));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string ip = made.at("/spec/clusterIP");
  const std::string port = made.at("/spec/ports/0/nodePort");
  EXPECT_EQ(server.get("/apis/networking.k8s.io/v1/ipaddresses/" + ip).at("/spec/parentRef/name"), "a");
  EXPECT_EQ(
      server.post(kServices, service("b", R"({"clusterIP":")" + ip + R"(","ports":[{"port":80}]})")).status,
      422);
  EXPECT_EQ(server
                .post(kServices,
                      service("b", R"({"type":"NodePort","ports":[{"port":80,"nodePort":)" + port + "}]}"))
                .status,
            422);
  EXPECT_EQ(server.remove(std::string(kServices) + "/a").status, 200);
  EXPECT_EQ(server.get("/apis/networking.k8s.io/v1/ipaddresses/" + ip).status, 404);
  EXPECT_EQ(server
                .post(kServices, service("b", R"({"type":"NodePort","clusterIP":")" + ip +
                                                  R"(","ports":[{"port":80,"nodePort":)" + port + "}]}"))
                .status,
            201);
}

TEST(Allocation, AFailedWriteKeepsNothing) {
  TestServer server;
  const size_t before = server.store().world()->of(api::kindOf<api::IPAddress>()).size();
  // The address is free, the port is not in range: both or none.
  EXPECT_EQ(
      server
          .post(kServices,
                service("a",
                        R"({"type":"NodePort","clusterIP":"10.96.0.9","ports":[{"port":80,"nodePort":1}]})"))
          .status,
      422);
  EXPECT_EQ(server.store().world()->of(api::kindOf<api::IPAddress>()).size(), before);
  EXPECT_EQ(server.post(kServices, service("a", R"({"clusterIP":"10.96.0.9","ports":[{"port":80}]})")).status,
            201);
}

TEST(Allocation, ParallelCreatesInASmallRangeGetDifferentAddressesUntilItIsFull) {
  TestServer server({"10.96.0.0/27"}, "30000-30063");  // 30 addresses, one is the kubernetes Service's
  std::vector<std::future<TestAnswer>> answers;
  for (int i = 0; i < 40; ++i)
    answers.push_back(
        server.send({"POST", kServices,
                     service("s" + std::to_string(i), R"({"type":"NodePort","ports":[{"port":80}]})")}));
  std::set<std::string> ips, ports;
  int made = 0, refused = 0;
  for (auto& future : answers) {
    const TestAnswer answer = future.get();
    if (answer.status == 201) {
      ++made;
      ips.insert(answer.at("/spec/clusterIP"));
      ports.insert(answer.at("/spec/ports/0/nodePort"));
    } else {
      ++refused;
      EXPECT_NE(answer.message().find("range is full"), std::string::npos) << answer.message();
    }
  }
  EXPECT_EQ(made, 29);
  EXPECT_EQ(refused, 11);
  EXPECT_EQ(ips.size(), 29U);
  EXPECT_EQ(ports.size(), 29U);
}

TEST(Allocation, AnAddressWrittenOddlyIsGivenBack) {
  TestServer server;
  const std::string body =
      service("a", R"({"clusterIP":"fd00:0096:0:0:0:0:0:00f0","ipFamilies":["IPv6"],"ports":[{"port":80}]})");
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(server.post(kServices, body).status, 201);
    EXPECT_EQ(server.remove(std::string(kServices) + "/a").status, 200);
  }
}

TEST(Allocation, PortsOfOneNumberShareANodePort) {
  TestServer server;
  const TestAnswer made = server.post(
      kServices,
      service(
          "dns",
          R"({"type":"NodePort","ports":[{"name":"t","port":53},{"name":"u","port":53,"protocol":"UDP"}]})"));
  EXPECT_EQ(made.at("/spec/ports/0/nodePort"), made.at("/spec/ports/1/nodePort"));
}

TEST(Authorization, ABindingCountsAtOnce) {
  TestServer server;
  const std::string rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/";
  EXPECT_EQ(server.ask({"GET", kServices, "", {}, "usertoken"}).status, 403);
  server.post(
      rbac + "roles",
      R"({"metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["services"],"verbs":["list"]}]})");
  server.post(
      rbac + "rolebindings",
      R"({"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},)"
      R"("subjects":[{"kind":"User","name":"alice"}]})");
  EXPECT_EQ(server.ask({"GET", kServices, "", {}, "usertoken"}).status, 200);
  server.remove(rbac + "roles/r");
  EXPECT_EQ(server.ask({"GET", kServices, "", {}, "usertoken"}).status, 403);
}

TEST(Authorization, TokensOfAServiceAccountDieWithIt) {
  TestServer server;
  const std::string accounts = "/api/v1/namespaces/default/serviceaccounts";
  server.post(accounts, R"({"metadata":{"name":"robot"}})");
  const TestAnswer issued = server.post(accounts + "/robot/token", R"({"spec":{}})");
  ASSERT_EQ(issued.status, 201) << issued.body;
  const std::string token = issued.at("/status/token");
  const std::string review = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  EXPECT_EQ(server.ask({"POST", review, "{}", {}, token}).at("/status/userInfo/username"),
            "system:serviceaccount:default:robot");
  std::string forged = token;
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  const TestAnswer refused = server.ask({"POST", review, "{}", {}, forged});
  EXPECT_EQ(refused.status, 401);
  EXPECT_FALSE(refused.headers.find("x-kubernetes-pf-flowschema-uid"));
  server.remove(accounts + "/robot");
  EXPECT_EQ(server.ask({"POST", review, "{}", {}, token}).status, 401);
}

TEST(Bootstrap, RunningItAgainChangesNothing) {
  TestServer server;
  const store::Revision before = server.store().world()->revision;
  Bootstrap again(server.services(), server.loop(), {"192.168.10.1", 6443});
  std::promise<Result<>> done;
  server.loop().post([&] { again.runAll([&](Result<> result) { done.set_value(std::move(result)); }); });
  EXPECT_TRUE(done.get_future().get());
  EXPECT_EQ(server.store().world()->revision, before);
}

TEST(Bootstrap, RepairsWhatWasDeleted) {
  TestServer server;
  EXPECT_EQ(server.remove(std::string(kServices) + "/kubernetes").status, 200);
  Bootstrap again(server.services(), server.loop(), {"192.168.10.1", 6443});
  std::promise<Result<>> done;
  server.loop().post([&] { again.repair([&](Result<> result) { done.set_value(std::move(result)); }); });
  EXPECT_TRUE(done.get_future().get());
  EXPECT_EQ(server.get(std::string(kServices) + "/kubernetes").at("/spec/clusterIP"), "10.96.0.1");
}

TEST(Verbs, TheFirstThingWrongWithAListIsTold) {
  TestServer server;
  const auto message = [&](const std::string& query) {
    return server.get(std::string(kConfigMaps) + "?" + query).message();
  };
  EXPECT_EQ(
      message("fieldSelector=x%3Dy&resourceVersionMatch=Exact"),
      "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is "
      "forbidden unless resourceVersion is provided")
      << "a forbidden combination before a field that there is not";
  EXPECT_EQ(message("fieldSelector=x&resourceVersionMatch=Exact"),
            "invalid selector: 'x'; can't understand 'x'");
  EXPECT_EQ(server.remove(std::string(kConfigMaps) + "?resourceVersionMatch=Exact&dryRun=x").status, 422);
  EXPECT_EQ(server.get(std::string(kConfigMaps) + "/a?resourceVersion=abc").status, 500);
}

TEST(Verbs, WhatIsAlwaysEmptyIsListed) {
  TestServer server;
  const TestAnswer quotas = server.get("/api/v1/namespaces/default/resourcequotas");
  EXPECT_EQ(quotas.status, 200);
  EXPECT_EQ(quotas.at("/kind"), "ResourceQuotaList");
  EXPECT_EQ(server.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions").at("/kind"),
            "CustomResourceDefinitionList");
}

TEST(Verbs, FinalizersOfANamespaceAreNames) {
  TestServer server;
  EXPECT_EQ(
      server
          .put("/api/v1/namespaces/default/finalize",
               R"({"metadata":{"name":"default"},"spec":{"finalizers":["mine"]}})")
          .message(),
      "Namespace \"default\" is invalid: spec.finalizers[0]: Invalid value: \"mine\": name is neither a "
      "standard finalizer name nor is it fully qualified");
}

TEST(Verbs, ATokenIsForTheAccountOfTheUrl) {
  TestServer server;
  const std::string accounts = "/api/v1/namespaces/default/serviceaccounts";
  server.post(accounts, R"({"metadata":{"name":"a"}})");
  EXPECT_EQ(server.post(accounts + "/a/token", R"({"metadata":{"name":"b"},"spec":{}})").status, 422);
  EXPECT_EQ(server.post(accounts + "/a/token", R"({"metadata":{"namespace":"b"},"spec":{}})").status, 400);
  EXPECT_EQ(
      server
          .post(accounts + "/a/token", R"({"spec":{"boundObjectRef":{"kind":"Service","apiVersion":"v1"}}})")
          .message(),
      "cannot bind token to object of type /v1, Kind=Service");
}

TEST(Verbs, PriorityAndIngressClassComeFromAdmission) {
  TestServer server;
  const std::string pods = "/api/v1/namespaces/default/pods";
  server.post("/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"default"}})");
  const auto pod = [](const std::string& rest) {
    return R"({"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}],)" + rest + "}}";
  };
  EXPECT_EQ(server.post(pods, pod(R"("priority":5)")).status, 403);
  EXPECT_EQ(server.post(pods, pod(R"("priorityClassName":"mine")")).message(),
            "pods \"p\" is forbidden: no PriorityClass with name mine was found");
  EXPECT_EQ(server.post(pods, pod(R"("priorityClassName":"system-node-critical")")).at("/spec/priority"),
            "2000001000");
  const std::string manifest = R"({"metadata":{"name":"q"},"spec":{"automountServiceAccountToken":false,)"
                               R"("serviceAccountName":"default","containers":[{"name":"c","image":"i"}]}})";
  EXPECT_EQ(server.post(pods, manifest).status, 201);
  EXPECT_EQ(server.put(pods + "/q", manifest).at("/spec/priority"), "0")
      << "an update keeps what was settled";
  server.post(
      "/apis/networking.k8s.io/v1/ingressclasses",
      R"({"metadata":{"name":"c","annotations":{"ingressclass.kubernetes.io/is-default-class":"true"}},)"
      R"("spec":{"controller":"x/y"}})");
  EXPECT_EQ(server
                .post("/apis/networking.k8s.io/v1/namespaces/default/ingresses",
                      R"({"metadata":{"name":"i"},"spec":{"defaultBackend":{"service":{"name":"a",)"
                      R"("port":{"number":1}}}}})")
                .at("/spec/ingressClassName"),
            "c");
}

TEST(Verbs, AReviewSaysNothingAboutItself) {
  TestServer server;
  const std::string reviews = "/apis/authorization.k8s.io/v1/";
  EXPECT_THAT(
      server
          .post(reviews + "selfsubjectaccessreviews",
                R"({"metadata":{"name":"x"},"spec":{"nonResourceAttributes":{"path":"/","verb":"get"}}})")
          .message(),
      testing::AllOf(testing::StartsWith(".authorization.k8s.io \"\" is invalid: metadata: Invalid value: "
                                         "{\"name\":\"x\",\"managedFields\":[{"),
                     testing::EndsWith("}]}: must be empty")));
  const std::string local = reviews + "namespaces/default/localsubjectaccessreviews";
  EXPECT_EQ(server.post(local, R"({"spec":{"user":"a","nonResourceAttributes":{"path":"/","verb":"get"}}})")
                .message(),
            ".authorization.k8s.io \"\" is invalid: spec.nonResourceAttributes: Invalid value: "
            "{\"Path\":\"/\",\"Verb\":\"get\"}: disallowed on this kind of request");
  EXPECT_EQ(server.post(local, R"({"metadata":{"namespace":"b"},"spec":{}})").status, 400);
}

TEST(Verbs, ATimeoutThatNobodyCanKeepIsOver) {
  TestServer server;
  const auto ask = [&](const std::string& method, const std::string& path) {
    return server.ask({method, path, "{}", {}}).status;
  };
  EXPECT_EQ(ask("GET", "/api/v1/namespaces/default?timeout=1ns"), 504);
  EXPECT_EQ(ask("POST", "/api/v1/namespaces/default/configmaps?timeout=10us"), 504);
  EXPECT_EQ(ask("GET", "/version?timeout=1ns"), 504);
  EXPECT_EQ(ask("GET", "/api/v1/namespaces/default?timeout=0s"), 200);
  EXPECT_EQ(ask("GET", "/api/v1/namespaces/default?timeout=-1s"), 200);
  EXPECT_EQ(ask("GET", "/api/v1/namespaces/default?timeout=1s"), 200);
  EXPECT_EQ(ask("GET", "/api/v1/namespaces/default?timeout=1"), 400);
}

TEST(Verbs, OfNoNamespaceNothingIsTaken) {
  TestServer server;
  EXPECT_EQ(server.get("/api/v1/namespaces//services").status, 200);
  EXPECT_EQ(server.get("/api/v1/namespaces//services/kubernetes").message(), "Namespace parameter required.");
  EXPECT_EQ(server.ask({"DELETE", "/api/v1/namespaces//services", "", {}}).message(),
            "Namespace parameter required.");
  EXPECT_EQ(server.get("/api/v1/namespaces/default/services/kubernetes").status, 200);
  EXPECT_EQ(server.post("/api/v1/namespaces//configmaps", R"({"metadata":{"name":"a"}})").message(),
            "ConfigMap \"a\" is invalid: metadata.namespace: Required value");
}

TEST(Verbs, OnlyAWholeAccountNameIsAnAccount) {
  TestServer server;
  const auto groupOf = [&](const std::string& user) {
    return server
        .ask(
            {"POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}", {{"impersonate-user", user}}})
        .at("/status/userInfo/groups/0");
  };
  EXPECT_EQ(groupOf("system:serviceaccount:ns:a"), "system:serviceaccounts");
  EXPECT_EQ(groupOf("system:serviceaccount:ns"), "system:authenticated");
}

TEST(Verbs, AGeneratedNameShowsWhereItsPrefixEnds) {
  TestServer server;
  const std::string prefix(70, 'x');
  for (int i = 0; i < 60; ++i) {
    const std::string name =
        server.post(kConfigMaps, R"({"metadata":{"generateName":")" + prefix + "\"}}").at("/metadata/name");
    EXPECT_EQ(name.size(), 63u);
    EXPECT_EQ(name.find_first_not_of('x'), 58u) << name;
  }
}

}  // namespace
}  // namespace seamark::apiserver
