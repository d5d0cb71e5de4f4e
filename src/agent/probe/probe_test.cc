// What a probe asks, from its fields.
// SPDX-License-Identifier: Apache-2.0
#include "agent/probe/probe.h"

#include <gmock/gmock.h>

namespace seamark::agent {
namespace {

using testing::HasSubstr;

api::Container container() {
  api::Container made;
  made.name = "db";
  made.ports = {{.name = "mysql", .containerPort = 3306}, {.name = "admin", .containerPort = 33062}};
  return made;
}

Result<ProbeTarget> tcp(api::IntOrString port, std::string host = {}) {
  api::Probe probe;
  probe.probeHandler.tcpSocket = api::TCPSocketAction{.port = std::move(port), .host = std::move(host)};
  return targetOf(probe, container(), "10.0.0.7");
}

TEST(ProbeTarget, PortsAreNumbersNamesOrNumbersAsText) {
  EXPECT_EQ(std::get<TcpTarget>(*tcp(api::IntOrString::of(80))), (TcpTarget{"10.0.0.7", 80}));
  EXPECT_EQ(std::get<TcpTarget>(*tcp(api::IntOrString::of("admin"))), (TcpTarget{"10.0.0.7", 33062}));
  EXPECT_EQ(std::get<TcpTarget>(*tcp(api::IntOrString::of("8080"), "localhost")),
            (TcpTarget{"localhost", 8080}));
  EXPECT_THAT(tcp(api::IntOrString::of("web")).error().message, HasSubstr("no port named web"));
  EXPECT_THAT(tcp(api::IntOrString::of(70000)).error().message, HasSubstr("invalid port number: 70000"));
  EXPECT_THAT(tcp(api::IntOrString::of(0)).error().message, HasSubstr("invalid port number: 0"));
}

TEST(ProbeTarget, HttpTakesSchemeHostPathAndHeaders) {
  api::Probe probe;
  probe.probeHandler.httpGet = api::HTTPGetAction{.path = "healthz?full=1",
                                                  .port = api::IntOrString::of(443),
                                                  .scheme = "HTTPS",
                                                  .httpHeaders = {{"X-A", "b"}}};
  const auto target = std::get<HttpTarget>(*targetOf(probe, container(), "fd00::7"));
  EXPECT_EQ(target.url(), "https://[fd00::7]:443/healthz?full=1");
  EXPECT_EQ(target.headers, (std::vector<api::HTTPHeader>{{"X-A", "b"}}));
  EXPECT_EQ(target.version, net::HttpVersion::Http1);
  probe.probeHandler.httpGet->protocol = "HTTP2";
  probe.probeHandler.httpGet->host = "db.example";
  const auto other = std::get<HttpTarget>(*targetOf(probe, container(), "10.0.0.7"));
  EXPECT_EQ(other.host, "db.example");
  EXPECT_EQ(other.version, net::HttpVersion::Http2);
}

TEST(ProbeTarget, GrpcAndCommandsAndNothing) {
  api::Probe probe;
  EXPECT_FALSE(targetOf(probe, container(), "10.0.0.7"));
  probe.probeHandler.grpc = api::GRPCAction{.port = 9000, .service = "orders", .mode = "TLS"};
  EXPECT_EQ(std::get<GrpcTarget>(*targetOf(probe, container(), "10.0.0.7")),
            (GrpcTarget{.tls = true, .host = "10.0.0.7", .port = 9000, .service = "orders"}));
  probe.probeHandler.exec = api::ExecAction{.command = {"true"}};
  EXPECT_EQ(std::get<ExecTarget>(*targetOf(probe, container(), "10.0.0.7")), (ExecTarget{{"true"}}));
}

}  // namespace
}  // namespace seamark::agent
