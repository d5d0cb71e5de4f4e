// SPDX-License-Identifier: Apache-2.0
#include "client/kubeconfig.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace seamark::client {
namespace {

using testing::HasSubstr;

constexpr const char* kConfig = R"(
apiVersion: v1
kind: Config
current-context: prod
clusters:
- name: c1
  cluster: {server: "https://api.example.com:6443/k8s/c1/", certificate-authority-data: Q0E=, tls-server-name: kubernetes}
- name: c2
  cluster: {server: "http://127.0.0.1:8080"}
- name: c3
  cluster: {server: "https://[fd00::1]", insecure-skip-tls-verify: true}
- name: bad
  cluster: {server: "https://h", insecure-skip-tls-verify: true, certificate-authority-data: Q0E=}
users:
- name: cert
  user: {client-certificate-data: Q0VSVA==, client-key: key.pem}
- name: tok
  user: {token: secret, tokenFile: token.txt}
- name: plugin
  user: {exec: {command: aws, apiVersion: client.authentication.k8s.io/v1}}
- name: half
  user: {client-certificate-data: Q0VSVA==}
contexts:
- {name: prod, context: {cluster: c1, user: cert, namespace: shop}}
- {name: dev, context: {cluster: c2, user: tok}}
- {name: v6, context: {cluster: c3}}
- {name: aws, context: {cluster: c2, user: plugin}}
- {name: half, context: {cluster: c2, user: half}}
- {name: lost, context: {cluster: nowhere, user: tok}}
- {name: bad, context: {cluster: bad}}
)";

struct KubeconfigTest : testing::Test {
  std::filesystem::path directory =
      std::filesystem::temp_directory_path() / ("seamark-kubeconfig-" + std::to_string(getpid()));
  void SetUp() override { std::filesystem::create_directories(directory); }
  void TearDown() override { std::filesystem::remove_all(directory); }
  void put(const std::string& name, const std::string& text) { std::ofstream(directory / name) << text; }
  std::string errorOf(const std::string& context) {
    const auto access = parseKubeconfig(kConfig, directory, context);
    return access ? "no error" : access.error().message;
  }
};

TEST_F(KubeconfigTest, ReadsDataAndFilesOfTheCurrentContext) {
  put("key.pem", "KEY");
  const auto access = parseKubeconfig(kConfig, directory);
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->connection.host, "api.example.com");
  EXPECT_EQ(access->connection.port, 6443);
  EXPECT_TRUE(access->connection.tls);
  EXPECT_EQ(access->pathPrefix, "/k8s/c1");
  EXPECT_EQ(access->connection.caPem, "CA");
  EXPECT_EQ(access->connection.serverName, "kubernetes");
  EXPECT_EQ(access->connection.certificatePem, "CERT");
  EXPECT_EQ(access->connection.privateKeyPem, "KEY");
  EXPECT_EQ(access->ns, "shop");
}

TEST_F(KubeconfigTest, OtherContextsCanBeNamed) {
  const auto dev = parseKubeconfig(kConfig, directory, "dev");
  ASSERT_TRUE(dev);
  EXPECT_FALSE(dev->connection.tls);
  EXPECT_EQ(dev->connection.port, 8080);
  EXPECT_EQ(dev->token, "secret");
  EXPECT_EQ(dev->tokenFile, directory / "token.txt");
  EXPECT_EQ(dev->ns, "default");
  const auto v6 = parseKubeconfig(kConfig, directory, "v6");
  ASSERT_TRUE(v6) << v6.error().message;
  EXPECT_EQ(v6->connection.host, "fd00::1");
  EXPECT_EQ(v6->connection.port, 443);
  EXPECT_TRUE(v6->connection.insecure);
}

TEST_F(KubeconfigTest, ErrorsSayWhatIsWrong) {
  EXPECT_THAT(errorOf("aws"), HasSubstr("user \"plugin\" gets its credentials from a plugin (exec)"));
  EXPECT_THAT(errorOf("half"), HasSubstr("client-certificate and client-key together"));
  EXPECT_THAT(errorOf("lost"), HasSubstr("no cluster named \"nowhere\""));
  EXPECT_THAT(errorOf("missing"), HasSubstr("no context named \"missing\""));
  EXPECT_THAT(errorOf("prod"), HasSubstr("key.pem"));
  EXPECT_THAT(errorOf("bad"), HasSubstr("exclude each other"));
  EXPECT_THAT(parseKubeconfig("[]", directory).error().message, HasSubstr("not a YAML mapping"));
  EXPECT_THAT(parseKubeconfig("a: b", directory).error().message, HasSubstr("no current-context"));
  EXPECT_FALSE(parseKubeconfig("{{{", directory));
}

TEST_F(KubeconfigTest, InsideAClusterTheServiceAccountIsUsed) {
  put("ca.crt", "CA");
  put("token", "t0k");
  put("namespace", "kube-system");
  std::map<std::string, std::string> variables = {{"KUBERNETES_SERVICE_HOST", "10.0.0.1"},
                                                  {"KUBERNETES_SERVICE_PORT", "443"}};
  const Environment environment = [&](const char* name) -> std::optional<std::string> {
    const auto it = variables.find(name);
    return it == variables.end() ? std::nullopt : std::optional(it->second);
  };
  const auto access = inClusterAccess(environment, directory);
  ASSERT_TRUE(access);
  EXPECT_EQ(access->connection.host, "10.0.0.1");
  EXPECT_EQ(access->connection.caPem, "CA");
  EXPECT_EQ(access->tokenFile, directory / "token");
  EXPECT_EQ(access->ns, "kube-system");
  variables["KUBERNETES_SERVICE_PORT"] = "x";
  EXPECT_FALSE(inClusterAccess(environment, directory));
  variables.clear();
  EXPECT_THAT(inClusterAccess(environment, directory).error().message, HasSubstr("not in a cluster"));
}

TEST_F(KubeconfigTest, TheVariableNamesFilesInOrder) {
  put("second", kConfig);
  put("key.pem", "KEY");
  const Environment environment = [&](const char* name) -> std::optional<std::string> {
    if (std::string_view(name) == "KUBECONFIG")
      return (directory / "first").string() + ":" + (directory / "second").string();
    return std::nullopt;
  };
  const auto access = findClusterAccess({}, environment);
  ASSERT_TRUE(access) << access.error().message;
  EXPECT_EQ(access->connection.host, "api.example.com");
  const auto none = findClusterAccess({}, [](const char*) { return std::optional<std::string>(); });
  if (!none) {
    EXPECT_THAT(none.error().message, HasSubstr("--kubeconfig"));
  }
}

}  // namespace
}  // namespace seamark::client
