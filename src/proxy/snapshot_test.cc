// The snapshot on disk. SPDX-License-Identifier: Apache-2.0
#include "proxy/snapshot.h"

#include <gtest/gtest.h>

namespace seamark::proxy {
namespace {

Snapshot sample() {
  routing::SliceView slice;
  slice.name = "web-1";
  slice.ports = {{"http", routing::Protocol::Udp, 8080, "h2c"}};
  routing::SliceEndpoint endpoint;
  endpoint.address = *routing::IpAddress::parse("10.1.1.1");
  endpoint.forZones = {"a", "b"};
  slice.endpoints = {endpoint};
  routing::ServiceView service;
  service.name = {"ns", "web"};
  service.clusterIPs = {*routing::IpAddress::parse("fd00::1")};
  service.clientIpAffinity = std::chrono::seconds(0);
  service.loadBalancerSourceRanges = {*routing::Cidr::parse("10.0.0.0/8")};
  service.slices = {std::make_shared<const routing::SliceView>(slice)};
  Snapshot snapshot;
  snapshot.taken = WallTime(std::chrono::seconds(1'700'000'000));
  snapshot.node.name = "node-1";
  snapshot.services = {std::make_shared<const routing::ServiceView>(service)};
  return snapshot;
}

TEST(SnapshotTest, ComesBackAsItWas) {
  const auto back = decodeSnapshot(encodeSnapshot(sample()));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->taken, sample().taken);
  ASSERT_EQ(back->services.size(), 1u);
  const auto& service = *back->services[0];
  EXPECT_EQ(service.name.text(), "ns/web");
  EXPECT_EQ(service.clientIpAffinity, std::chrono::seconds(0));
  EXPECT_EQ(*service.slices[0], *sample().services[0]->slices[0]);
  EXPECT_EQ(encodeSnapshot(*back), encodeSnapshot(sample()));
}

TEST(SnapshotTest, AnyDamageIsNoticed) {
  const std::string good = encodeSnapshot(sample());
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x20);
    EXPECT_FALSE(decodeSnapshot(bad)) << i;
    EXPECT_FALSE(decodeSnapshot(good.substr(0, i))) << i;
  }
}

}  // namespace
}  // namespace seamark::proxy
