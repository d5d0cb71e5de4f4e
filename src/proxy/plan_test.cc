// The traffic matrix: "source → destination ⇒ backends" through the tracer. Addresses: node 10.20.0.1, pods
// 10.244.0.0/16 (those of this node 10.244.1.x), Services 10.96.0.0/16, a client outside 10.20.0.100.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/plan.h"

#include <gtest/gtest.h>

#include "proxy/tracer.h"

namespace seamark::proxy {
namespace {

using routing::ServiceView;
using routing::SliceEndpoint;
using routing::SliceView;

IpAddress ip(const char* text) {
  return *IpAddress::parse(text);
}

SliceEndpoint endpoint(const char* address, const char* node, bool ready = true, bool terminating = false) {
  SliceEndpoint e;
  e.address = ip(address);
  e.nodeName = node;
  e.ready = ready;
  e.serving = ready || terminating;
  e.terminating = terminating;
  return e;
}

class PlanTest : public testing::Test {
 protected:
  PlanTest() {
    context_.node.name = "node-1";
    context_.node.zone = "zone-a";
    context_.node.addresses = {ip("10.20.0.1")};
    context_.nodePortAddresses = {ip("10.20.0.1")};
    context_.rules.podRanges = {*Cidr::parse("10.244.0.0/16")};
    context_.rules.serviceRanges = {*Cidr::parse("10.96.0.0/16")};
    service_.name = {"default", "web"};
    service_.clusterIPs = {ip("10.96.0.1")};
    service_.ports = {{"", Protocol::Tcp, 80, 0, ""}};
    endpoints({endpoint("10.244.1.11", "node-1"), endpoint("10.244.2.21", "node-2")});
  }
  void endpoints(std::vector<SliceEndpoint> list) {
    SliceView slice;
    slice.name = "web-1";
    slice.ports = {{"", Protocol::Tcp, 8080, ""}};
    slice.endpoints = std::move(list);
    service_.slices = {std::make_shared<const SliceView>(slice)};
  }
  std::string from(const char* source, const char* to, uint16_t port, Protocol protocol = Protocol::Tcp) {
    RulesetTable table;
    table.setNode(context_.rules);
    table.set(service_.name, plan(service_, context_));
    const bool node = std::string_view(source) == "node";
    return trace(table.ruleset(), {node ? ip("10.20.0.1") : ip(source), node, {ip(to), protocol, port}})
        .text();
  }
  static constexpr const char* kPod = "10.244.1.13";
  static constexpr const char* kOut = "10.20.0.100";
  static constexpr const char* kBoth = "10.244.1.11:8080 10.244.2.21:8080";
  const std::string bothMasqueraded_ = std::string(kBoth) + " masqueraded";

  PlanContext context_;
  ServiceView service_;
};

TEST_F(PlanTest, ClusterIpMasqueradesOnlySourcesThatAreNoPods) {
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), kBoth);
  EXPECT_EQ(from(kOut, "10.96.0.1", 80), bothMasqueraded_);
  EXPECT_EQ(from("node", "10.96.0.1", 80), bothMasqueraded_);
  context_.rules.podRanges.clear();
  EXPECT_EQ(from(kOut, "10.96.0.1", 80), kBoth);
}

TEST_F(PlanTest, HairpinIsMasqueraded) {
  endpoints({endpoint("10.244.1.11", "node-1")});
  EXPECT_EQ(from("10.244.1.11", "10.96.0.1", 80), "10.244.1.11:8080 masqueraded");
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), "10.244.1.11:8080");
}

TEST_F(PlanTest, NobodyToAnswer) {
  EXPECT_EQ(from(kPod, "10.96.0.1", 81), "refused");
  EXPECT_EQ(from(kPod, "10.96.0.1", 80, Protocol::Udp), "refused");
  EXPECT_EQ(from(kPod, "10.96.9.9", 80), "dropped");
  EXPECT_EQ(from(kPod, "192.0.2.1", 80), "passed by");
  endpoints({});
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), "refused");
}

TEST_F(PlanTest, TerminatingEndpointsAnswerWhenNoOtherCan) {
  endpoints({endpoint("10.244.1.11", "node-1", false, true), endpoint("10.244.2.21", "node-2")});
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), "10.244.2.21:8080");
  endpoints({endpoint("10.244.1.11", "node-1", false, true), endpoint("10.244.2.21", "node-2", false)});
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), "10.244.1.11:8080");
}

TEST_F(PlanTest, InternalTrafficPolicyLocal) {
  service_.internalLocal = true;
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), "10.244.1.11:8080");
  endpoints({endpoint("10.244.2.21", "node-2")});
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), "dropped");
  endpoints({});
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), "refused");
}

TEST_F(PlanTest, NodePortPolicyCluster) {
  service_.ports[0].nodePort = 30080;
  EXPECT_EQ(from(kOut, "10.20.0.1", 30080), bothMasqueraded_);
  EXPECT_EQ(from(kPod, "10.20.0.1", 30080), bothMasqueraded_);
  EXPECT_EQ(from(kOut, "10.20.0.201", 30080), "passed by");
}

TEST_F(PlanTest, NodePortPolicyLocal) {
  service_.ports[0].nodePort = 30080;
  service_.externalLocal = true;
  EXPECT_EQ(from(kOut, "10.20.0.1", 30080), "10.244.1.11:8080");
  EXPECT_EQ(from(kPod, "10.20.0.1", 30080), kBoth);
  EXPECT_EQ(from("node", "10.20.0.1", 30080), bothMasqueraded_);
  endpoints({endpoint("10.244.2.21", "node-2")});
  EXPECT_EQ(from(kOut, "10.20.0.1", 30080), "dropped");
  EXPECT_EQ(from(kPod, "10.20.0.1", 30080), "10.244.2.21:8080");
}

TEST_F(PlanTest, SourceRangesBindOnlyTheBalancersAddress) {
  service_.type = routing::ServiceType::LoadBalancer;
  service_.ports[0].nodePort = 30080;
  service_.ingress = {{ip("203.0.113.1"), false}};
  service_.externalIPs = {ip("198.51.100.1")};
  service_.loadBalancerSourceRanges = {*Cidr::parse("10.20.0.100/32")};
  EXPECT_EQ(from(kOut, "203.0.113.1", 80), bothMasqueraded_);
  EXPECT_EQ(from("10.20.0.101", "203.0.113.1", 80), "dropped");
  EXPECT_EQ(from(kPod, "203.0.113.1", 80), "dropped");
  EXPECT_EQ(from("10.20.0.101", "198.51.100.1", 80), bothMasqueraded_);
  EXPECT_EQ(from("10.20.0.101", "10.20.0.1", 30080), bothMasqueraded_);
  endpoints({});
  EXPECT_EQ(from("10.20.0.101", "203.0.113.1", 80), "dropped");
  EXPECT_EQ(from(kOut, "203.0.113.1", 80), "refused");
}

TEST_F(PlanTest, ABalancerThatProxiesIsLeftAlone) {
  service_.type = routing::ServiceType::LoadBalancer;
  service_.ingress = {{ip("203.0.113.1"), true}};
  EXPECT_EQ(from(kPod, "203.0.113.1", 80), "passed by");
}

TEST_F(PlanTest, HintsForZones) {
  auto a = endpoint("10.244.1.11", "node-1"), b = endpoint("10.244.2.21", "node-2");
  a.forZones = {"zone-b"};
  b.forZones = {"zone-a"};
  endpoints({a, b});
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), "10.244.2.21:8080");
  b.forZones.clear();
  endpoints({a, b});
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), kBoth);
  b.forZones = {"zone-b"};
  endpoints({a, b});
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), kBoth);
}

TEST_F(PlanTest, LeftToAnotherProxyOrHeadless) {
  service_.leftToAnotherProxy = true;
  EXPECT_EQ(from(kPod, "10.96.0.1", 80), "dropped");
  service_.leftToAnotherProxy = false;
  service_.clusterIPs.clear();
  EXPECT_TRUE(plan(service_, context_).frontends.empty());
}

TEST_F(PlanTest, HealthCheckCountsReadyEndpointsOfThisNode) {
  service_.externalLocal = true;
  service_.healthCheckNodePort = 30900;
  endpoints({endpoint("10.244.1.11", "node-1"), endpoint("10.244.1.12", "node-1", false, true),
             endpoint("10.244.2.21", "node-2")});
  const auto check = plan(service_, context_).healthCheck;
  ASSERT_TRUE(check);
  EXPECT_EQ(check->port, 30900);
  EXPECT_EQ(check->localReady, 1u);
}

TEST(RulesetTableTest, TheFirstServiceByNameHasAFrontendAndTheNextTakesItOver) {
  RulesetTable table;
  const Frontend shared{ip("198.51.100.1"), Protocol::Tcp, 80};
  const auto planOf = [&](const char* backend) {
    Rule rule;
    rule.backends = {{ip(backend), 80}};
    ServicePlan plan;
    plan.frontends[shared] = std::make_shared<const Rule>(rule);
    return plan;
  };
  table.set({"ns", "b"}, planOf("10.0.0.2"));
  table.set({"ns", "a"}, planOf("10.0.0.1"));
  EXPECT_EQ(table.ruleset().frontends.at(shared)->backends[0].text(), "10.0.0.1:80");
  table.takeChanges();
  table.remove({"ns", "a"});
  EXPECT_EQ(table.ruleset().frontends.at(shared)->backends[0].text(), "10.0.0.2:80");
  EXPECT_TRUE(table.takeChanges().frontends.contains(shared));
  table.remove({"ns", "b"});
  EXPECT_TRUE(table.ruleset().frontends.empty());
}

TEST(RulesetTableTest, AnUnchangedPlanIsNoChange) {
  RulesetTable table;
  Rule rule;
  rule.backends = {{ip("10.0.0.1"), 80}};
  ServicePlan plan;
  plan.clusterIPs = {ip("10.96.0.1")};
  plan.frontends[{ip("10.96.0.1"), Protocol::Tcp, 80}] = std::make_shared<const Rule>(rule);
  table.set({"ns", "a"}, plan);
  EXPECT_FALSE(table.takeChanges().empty());
  plan.frontends.begin()->second = std::make_shared<const Rule>(rule);
  table.set({"ns", "a"}, plan);
  EXPECT_TRUE(table.takeChanges().empty());
}

}  // namespace
}  // namespace seamark::proxy
