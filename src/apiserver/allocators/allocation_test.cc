// What is given to a Service, and what a dry run shows in its place; addresses and ranges as objects.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

constexpr const char* kServices = "/api/v1/namespaces/default/services";

std::string service(const std::string& name, const std::string& spec) {
  return R"({"apiVersion":"v1","kind":"Service","metadata":{"name":")" + name + R"("},"spec":)" + spec + "}";
}

TEST(Allocation, ADryRunShowsNodePortsThatItMadeUp) {
  TestServer server;
  const std::string dry = std::string(kServices) + "?dryRun=All";
  const TestAnswer balanced =
      server.post(dry, service("a", R"({"type":"LoadBalancer","externalTrafficPolicy":"Local",
                            "ports":[{"name":"a","port":80},{"name":"b","port":81}]})"));
  EXPECT_EQ(balanced.status, 201);
  EXPECT_NE(balanced.body.find("\"nodePort\":32769"), std::string::npos);
  EXPECT_NE(balanced.body.find("\"nodePort\":32770"), std::string::npos);
  EXPECT_NE(balanced.body.find("\"healthCheckNodePort\":32771"), std::string::npos);
  const TestAnswer outside =
      server.post(dry, service("a", R"({"type":"NodePort","ports":[{"port":80,"nodePort":80}]})"));
  EXPECT_EQ(outside.status, 201);
  EXPECT_EQ(server.post(kServices, service("a", R"({"type":"NodePort","ports":[{"port":80,"nodePort":80}]})"))
                .status,
            422);
}

TEST(Allocation, AnAddressOutOfRangeIsRefusedInOtherWordsByADryRun) {
  TestServer server;
  const std::string body = service("a", R"({"ports":[{"port":80}],"clusterIP":"192.0.2.1"})");
  const std::string refused =
      "Service \"a\" is invalid: spec.clusterIPs: Invalid value: [\"192.0.2.1\"]: failed to allocate IP "
      "192.0.2.1: ";
  EXPECT_EQ(server.post(kServices, body).message(),
            refused + "the provided network does not match the current range");
  const std::string dry = server.post(std::string(kServices) + "?dryRun=All", body).message();
  EXPECT_TRUE(dry.starts_with(refused +
                              "the provided IP (192.0.2.1) is not in the valid range. The range of valid "
                              "IPs is "))
      << dry;
}

TEST(Allocation, TheHealthCheckPortIsNoNodePort) {
  TestServer server;
  const std::string local =
      R"({"type":"LoadBalancer","externalTrafficPolicy":"Local","healthCheckNodePort":30101,)";
  EXPECT_EQ(server.post(kServices, service("a", local + R"("ports":[{"port":80,"nodePort":30100}]})")).status,
            201);
  EXPECT_EQ(
      server
          .put(std::string(kServices) + "/a",
               service("a", local + R"("ports":[{"port":80,"nodePort":30101}]})"))
          .message(),
      "Service \"a\" is invalid: spec.ports[0].nodePort: Invalid value: 30101: provided port is already "
      "allocated");
}

TEST(Allocation, AnIPAddressIsNamedByItsPrefixAlone) {
  TestServer server;
  const char* addresses = "/apis/networking.k8s.io/v1/ipaddresses";
  const std::string rest = R"("},"spec":{"parentRef":{"resource":"services","name":"a"}}})";
  EXPECT_EQ(server.post(addresses, R"({"metadata":{"generateName":"10.220.0.9)" + rest).at("/metadata/name"),
            "10.220.0.9");
  EXPECT_EQ(server.post(addresses, R"({"metadata":{"generateName":"10.220.0.)" + rest).status, 422);
}

TEST(Allocation, TheStatusOfARangeIsNotMadeWithIt) {
  TestServer server;
  const char* ranges = "/apis/networking.k8s.io/v1/servicecidrs";
  const std::string body = R"({"metadata":{"name":"c"},"spec":{"cidrs":["10.200.0.0/24"]},
      "status":{"conditions":[{"type":"Ready","status":"True","reason":"R","message":"m",
                               "lastTransitionTime":"2026-01-01T00:00:00Z"}]}})";
  const TestAnswer made = server.post(ranges, body);
  EXPECT_EQ(made.body.find("conditions"), std::string::npos);
}

}  // namespace
}  // namespace seamark::apiserver
