// The proxy's loop over a carrier in memory, a simulated clock and a data plane that remembers.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/proxy.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "api/core/service.h"
#include "api/discovery/endpoint_slice.h"
#include "base/random.h"
#include "base/simulated_executor.h"
#include "client/memory_carrier.h"
#include "proxy/data_plane.h"
#include "routing/object_snapshot.h"

namespace seamark::proxy {
namespace {

// What the data plane was given, and whether it takes it.
struct Record {
  bool refuses = false;
  int applies = 0;
  Changes last;
  Ruleset ruleset;
};

class RecordingDataPlane final : public DataPlane {
 public:
  explicit RecordingDataPlane(Record& record) : record_(record) {}
  std::string_view mode() const override { return "recording"; }
  Result<> apply(const Ruleset& ruleset, const Changes& changes) override {
    ++record_.applies;
    record_.last = changes;
    if (record_.refuses) return Failure(failure("not now"));
    record_.ruleset = ruleset;
    return {};
  }
  Result<size_t> audit(const Ruleset&) override { return size_t{0}; }

 private:
  Record& record_;
};

class ProxyTest : public testing::Test {
 protected:
  void make(ProxyConfig config = {}) {
    config.nodeName = "node-1";
    proxy_ = std::make_unique<Proxy>(carrier_, config, std::make_unique<RecordingDataPlane>(record_));
    proxy_->start();
  }
  void createService(const std::string& name, const std::string& clusterIp) {
    auto service = std::make_shared<api::Service>();
    service->metadata.name = name;
    service->metadata.namespace_ = "default";
    service->spec.type = "ClusterIP";
    service->spec.clusterIP = clusterIp;
    service->spec.clusterIPs = {clusterIp};
    api::ServicePort port;
    port.port = 80;
    port.protocol = "TCP";
    service->spec.ports = {port};
    ASSERT_TRUE(carrier_.createNow(api::kindOf<api::Service>(), service));
  }
  void createSlice(const std::string& service, const std::string& address) {
    auto slice = std::make_shared<api::EndpointSlice>();
    slice->metadata.name = service + "-1";
    slice->metadata.namespace_ = "default";
    slice->metadata.labels["kubernetes.io/service-name"] = service;
    slice->addressType = "IPv4";
    api::EndpointSlicePort port;
    port.name = "";
    port.protocol = "TCP";
    port.port = 8080;
    slice->ports = {port};
    api::Endpoint endpoint;
    endpoint.addresses = {address};
    slice->endpoints = {endpoint};
    ASSERT_TRUE(carrier_.createNow(api::kindOf<api::EndpointSlice>(), slice));
  }
  std::string backendsOf(const char* vip) {
    const auto it = record_.ruleset.frontends.find({*IpAddress::parse(vip), Protocol::Tcp, 80});
    if (it == record_.ruleset.frontends.end()) return "none";
    std::string text;
    for (const Backend& b : it->second->backends) text += b.text();
    return text;
  }

  SimulatedExecutor executor_;
  SeededRandom random_{1};
  client::MemoryCarrier carrier_{executor_, random_};
  Record record_;
  std::unique_ptr<Proxy> proxy_;
};

TEST_F(ProxyTest, AppliesOnceAtStartAndThenOnlyWhatChanged) {
  createService("a", "10.96.0.1");
  createService("b", "10.96.0.2");
  createSlice("a", "10.1.1.1");
  make();
  EXPECT_EQ(record_.applies, 0);
  executor_.runReady();
  EXPECT_EQ(record_.applies, 1);
  EXPECT_TRUE(record_.last.everything);
  EXPECT_TRUE(proxy_->status().synced);
  EXPECT_EQ(backendsOf("10.96.0.1"), "10.1.1.1:8080");
  createSlice("b", "10.1.1.2");
  executor_.runReady();
  EXPECT_EQ(record_.applies, 2);
  EXPECT_FALSE(record_.last.everything);
  EXPECT_EQ(record_.last.frontends.size(), 1u);
  EXPECT_EQ(backendsOf("10.96.0.2"), "10.1.1.2:8080");
}

TEST_F(ProxyTest, KeepsWhatTheDataPlaneRefusesAndComesBack) {
  createService("a", "10.96.0.1");
  make();
  executor_.runReady();
  record_.refuses = true;
  createSlice("a", "10.1.1.1");
  executor_.runReady();
  createService("b", "10.96.0.2");
  executor_.runReady();
  EXPECT_GE(proxy_->status().failures, 2u);
  EXPECT_EQ(proxy_->status().pending, 3u);  // two frontends and a cluster IP
  executor_.advance(std::chrono::minutes(5));
  EXPECT_FALSE(proxy_->status().healthy);
  record_.refuses = false;
  executor_.advance(std::chrono::minutes(1));
  EXPECT_EQ(proxy_->status().pending, 0u);
  EXPECT_TRUE(proxy_->status().healthy);
  EXPECT_EQ(backendsOf("10.96.0.1"), "10.1.1.1:8080");
  EXPECT_EQ(record_.last.frontends.size(), 2u);
}

TEST_F(ProxyTest, ServesTheSnapshotWhileTheApiIsAwayAndDropsWhatIsGoneLater) {
  char path[] = "/tmp/seamark-proxy-test-XXXXXX";
  ::close(::mkstemp(path));
  ProxyConfig config;
  config.snapshotPath = path;
  createService("a", "10.96.0.1");
  createService("gone", "10.96.0.9");
  createSlice("a", "10.1.1.1");
  make(config);
  executor_.runReady();
  executor_.advance(std::chrono::seconds(10));
  proxy_.reset();  // what waits to be written is written
  ASSERT_TRUE(routing::readSnapshot(path));

  record_ = {};
  bool away = true;
  carrier_.setFault([&](const client::MemoryCarrier::Request&) -> std::optional<Status> {
    return away ? std::optional(serviceUnavailable("away")) : std::nullopt;
  });
  make(config);
  executor_.runReady();
  EXPECT_EQ(backendsOf("10.96.0.1"), "10.1.1.1:8080");
  EXPECT_EQ(backendsOf("10.96.0.9"), "");
  EXPECT_TRUE(proxy_->status().snapshotTaken);
  EXPECT_FALSE(proxy_->status().synced);

  ASSERT_TRUE(carrier_.removeNow(api::kindOf<api::Service>(), "default", "gone"));
  away = false;
  executor_.advance(std::chrono::minutes(2));
  EXPECT_TRUE(proxy_->status().synced);
  EXPECT_EQ(backendsOf("10.96.0.1"), "10.1.1.1:8080");
  EXPECT_EQ(backendsOf("10.96.0.9"), "none");
  ::unlink(path);
}

}  // namespace
}  // namespace seamark::proxy
