// What is there from the start.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "apiserver/bootstrap/default_roles.h"
#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

constexpr const char* kRbac = "/apis/rbac.authorization.k8s.io/v1/";

template <class T>
std::set<std::string> namesOf(const std::vector<T>& objects) {
  std::set<std::string> names;
  for (const T& object : objects) {
    EXPECT_TRUE(names.insert(object.metadata.namespace_ + "/" + object.metadata.name).second);
    EXPECT_EQ(object.metadata.labels.at("kubernetes.io/bootstrapping"), "rbac-defaults");
  }
  return names;
}

// As many as a cluster of Kubernetes v1.37.2 has.
TEST(DefaultRoles, AreAllThere) {
  EXPECT_EQ(namesOf(defaultClusterRoles()).size(), 73u);
  EXPECT_EQ(namesOf(defaultClusterRoleBindings()).size(), 54u);
  EXPECT_EQ(namesOf(defaultRoles()).size(), 7u);
  EXPECT_EQ(namesOf(defaultRoleBindings()).size(), 7u);
}

TEST(DefaultRoles, BindOnlyRolesThatAreThere) {
  const auto clusterRoles = namesOf(defaultClusterRoles()), roles = namesOf(defaultRoles());
  for (const auto& binding : defaultClusterRoleBindings())
    EXPECT_TRUE(clusterRoles.contains("/" + binding.roleRef.name)) << binding.metadata.name;
  for (const auto& binding : defaultRoleBindings())
    EXPECT_TRUE(roles.contains(binding.metadata.namespace_ + "/" + binding.roleRef.name))
        << binding.metadata.name;
}

TEST(Bootstrap, LeadersMayHoldTheirLeases) {
  TestServer server;
  const std::string kube = std::string(kRbac) + "namespaces/kube-system/";
  const TestAnswer role = server.get(kube + "roles/system::leader-locking-kube-controller-manager");
  EXPECT_EQ(role.at("/rules/0"),
            R"({"verbs":["create","get","list","update","watch"],"apiGroups":["coordination.k8s.io"],)"
            R"("resources":["leases"]})");
  const TestAnswer reader =
      server.get(kube + "rolebindings/system::extension-apiserver-authentication-reader");
  EXPECT_EQ(reader.at("/subjects/1/name"), "system:kube-scheduler");
  EXPECT_EQ(reader.at("/roleRef/name"), "extension-apiserver-authentication-reader");
  EXPECT_EQ(server.get(std::string(kRbac) + "clusterrolebindings/system:node").at("/subjects"), "");
}

TEST(Bootstrap, TellsWhatClientsAreVerifiedWith) {
  TestServer server;
  const std::string maps = "/api/v1/namespaces/kube-system/configmaps/";
  EXPECT_EQ(server.get(maps + "extension-apiserver-authentication").at("/data"),
            R"({"client-ca-file":"test CA\n"})");
  EXPECT_EQ(
      server.get(maps + "kube-apiserver-legacy-service-account-token-tracking").at("/data/since").size(),
      std::string("2026-01-31").size());
}

}  // namespace
}  // namespace seamark::apiserver
