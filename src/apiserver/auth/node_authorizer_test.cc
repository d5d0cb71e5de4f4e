// What a node may do with nothing but its own identity.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/node_authorizer.h"

#include <gtest/gtest.h>

#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

constexpr const char* kPods = "/api/v1/namespaces/default/pods";
constexpr const char* kPod =
    R"({"metadata":{"name":"p"},"spec":{"nodeName":"n1","serviceAccountName":"runner",
  "containers":[{"name":"c","image":"i","env":[{"name":"E","valueFrom":{"secretKeyRef":{"name":"env","key":"k"}}}],
    "envFrom":[{"configMapRef":{"name":"settings"}}]}],
  "imagePullSecrets":[{"name":"pull"}],
  "volumes":[{"name":"v","secret":{"secretName":"volume"}},
    {"name":"w","projected":{"sources":[{"configMap":{"name":"part"}},{"secret":{"name":"piece"}}]}}]}})";

class NodeAuthorizer : public ::testing::Test {
 protected:
  NodeAuthorizer() {
    const TestAnswer account =
        server_.post("/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"runner"}})");
    EXPECT_EQ(account.status, 201) << account.body;
    const TestAnswer pod = server_.post(kPods, kPod);
    EXPECT_EQ(pod.status, 201) << pod.body;
  }

  TestAnswer asNode(std::string method, std::string target, std::string body = {}) {
    return server_.ask({std::move(method),
                        std::move(target),
                        std::move(body),
                        {{"impersonate-user", "system:node:n1"}, {"impersonate-group", "system:nodes"}}});
  }
  void refused(std::string target, std::string_view why) {
    const TestAnswer answer = asNode("GET", std::move(target));
    EXPECT_EQ(answer.status, 403) << answer.body;
    EXPECT_TRUE(answer.message().ends_with(why)) << answer.message();
  }
  // Allowed: the object is not there, but the node may know that.
  void missing(std::string target) { EXPECT_EQ(asNode("GET", std::move(target)).status, 404); }

  TestServer server_;
};

TEST_F(NodeAuthorizer, ReadsWhatItsPodsUse) {
  for (const char* name : {"env", "pull", "volume", "piece"})
    missing(std::string("/api/v1/namespaces/default/secrets/") + name);
  for (const char* name : {"settings", "part"})
    missing(std::string("/api/v1/namespaces/default/configmaps/") + name);
  constexpr std::string_view kWhy = ": node: no relationship found between node 'n1' and this object";
  refused("/api/v1/namespaces/default/secrets/settings", kWhy);
  refused("/api/v1/namespaces/default/configmaps/env", kWhy);
  refused("/api/v1/namespaces/kube-system/secrets/env", kWhy);
  refused("/api/v1/namespaces/default/secrets", ": No Object name found");
}

TEST_F(NodeAuthorizer, SeesItsOwnPodsOnly) {
  EXPECT_EQ(asNode("GET", std::string(kPods) + "/p").status, 200);
  EXPECT_EQ(asNode("GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dn1").status, 200);
  refused("/api/v1/pods?fieldSelector=spec.nodeName%3Dn2",
          ": node: can only list/watch pods with spec.nodeName field selector");
  refused("/api/v1/pods", ": node: can only list/watch pods with spec.nodeName field selector");
}

TEST_F(NodeAuthorizer, KeepsItsNodeAndLease) {
  EXPECT_EQ(asNode("POST", "/api/v1/nodes", R"({"metadata":{"name":"n1"}})").status, 201);
  EXPECT_EQ(asNode("GET", "/api/v1/nodes/n1").status, 200);
  refused("/api/v1/nodes/n2", ": node: node 'n1' cannot read 'n2', only its own Node object");
  missing("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1");
  refused("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2",
          ": node: can only access node lease with the same name as the requesting node");
  EXPECT_EQ(asNode("GET", "/api/v1/services").status, 200);
  EXPECT_EQ(asNode("POST", "/api/v1/namespaces/default/services", "{}").status, 403);
}

TEST_F(NodeAuthorizer, AsksForTokensOfAccountsThatItRuns) {
  EXPECT_EQ(asNode("POST", "/api/v1/namespaces/default/serviceaccounts/runner/token", "{}").status, 201);
  EXPECT_EQ(asNode("POST", "/api/v1/namespaces/default/serviceaccounts/default/token", "{}").status, 403);
}

TEST(NodeNameOf, NeedsNameAndGroup) {
  EXPECT_EQ(nodeNameOf({"system:node:n1", "", {"system:nodes"}, {}}), "n1");
  EXPECT_EQ(nodeNameOf({"system:node:n1", "", {}, {}}), "");
  EXPECT_EQ(nodeNameOf({"alice", "", {"system:nodes"}, {}}), "");
}

}  // namespace
}  // namespace seamark::apiserver
