// Addresses and ports that were lost, leaked or given twice.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/allocators/audit.h"

#include <gmock/gmock.h>

#include "api/core/event.h"
#include "api/core/service.h"
#include "api/internal/node_port_allocation.h"
#include "api/networking/ip_address.h"
#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
constexpr const char* kServices = "/api/v1/namespaces/default/services";
constexpr const char* kAddresses = "/apis/networking.k8s.io/v1/ipaddresses/";

class AuditTest : public ::testing::Test {
 protected:
  // The reasons told, after all repairs were committed.
  std::vector<std::string> audit(Duration later = {}) {
    struct Later final : Clock {
      SystemClock real;
      Duration by{};
      WallTime now() const override { return real.now() + by; }
      SteadyTime steady() const override { return real.steady(); }
    } clock;
    clock.by = later;
    std::vector<std::string> reasons;
    const auto world = server_.store().world();
    for (auto& repair : auditAllocations(*world, server_.services().registry.ranges(), clock, random_)) {
      for (const store::Write& write : repair.writes)
        if (write.kind == &api::kindOf<api::Event>())
          reasons.push_back(api::as<api::Event>(*write.next).reason);
      std::promise<store::Outcome::What> done;
      server_.store().commit(std::move(repair), [&done](const store::Outcome& o) { done.set_value(o.what); });
      EXPECT_EQ(done.get_future().get(), store::Outcome::What::Committed);
    }
    return reasons;
  }
  void forget(const api::Kind& kind, const std::string& key) {
    store::Transaction transaction;
    transaction.writes.push_back({&kind, key, nullptr, nullptr, store::Expect::anything()});
    std::promise<void> done;
    server_.store().commit(std::move(transaction), [&done](const store::Outcome&) { done.set_value(); });
    done.get_future().wait();
  }
  void makeService(const std::string& name, const std::string& ip, int nodePort) {
    ASSERT_EQ(server_
                  .post(kServices,
                        R"({"metadata":{"name":")" + name + R"("},"spec":{"type":"NodePort","clusterIP":")" +
                            ip + R"(","ports":[{"port":80,"nodePort":)" + std::to_string(nodePort) + "}]}}")
                  .status,
              201);
  }
  bool has(const std::string& ip) { return server_.get(kAddresses + ip).status == 200; }

  TestServer server_;
  SeededRandom random_{1};
};

TEST_F(AuditTest, AWorldInOrderNeedsNothing) {
  makeService("web", "10.96.3.4", 30123);
  EXPECT_THAT(audit(std::chrono::hours(1)), IsEmpty());
}

TEST_F(AuditTest, WhatWasTakenAwayIsReservedAgainAndTold) {
  makeService("web", "10.96.3.4", 30123);
  ASSERT_EQ(server_.remove(std::string(kAddresses) + "10.96.3.4").status, 200);
  forget(api::kindOf<api::NodePortAllocation>(), "30123");
  EXPECT_FALSE(has("10.96.3.4"));
  EXPECT_THAT(audit(), ElementsAre("ClusterIPNotAllocated", "PortNotAllocated"));
  EXPECT_TRUE(has("10.96.3.4"));
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(AuditTest, WhatNobodyHoldsIsGivenBackAfterAWhile) {
  makeService("web", "10.96.3.4", 30123);
  forget(api::kindOf<api::Service>(), "default/web");
  EXPECT_THAT(audit(), IsEmpty());
  EXPECT_TRUE(has("10.96.3.4"));
  EXPECT_THAT(audit(std::chrono::minutes(2)), ElementsAre("IPAddressNotAllocated"));
  EXPECT_FALSE(has("10.96.3.4"));
  makeService("other", "10.96.3.5", 30123);
}

TEST_F(AuditTest, AnAddressThatAPersonReservedIsNoLeak) {
  ASSERT_EQ(server_
                .post("/apis/networking.k8s.io/v1/ipaddresses",
                      R"({"metadata":{"name":"10.96.7.7"},"spec":{"parentRef":{"resource":"services",)"
                      R"("namespace":"default","name":"none"}}})")
                .status,
            201);
  EXPECT_THAT(audit(std::chrono::hours(1)), IsEmpty());
  EXPECT_TRUE(has("10.96.7.7"));
}

TEST_F(AuditTest, TwoServicesWithOneAddressAreToldAgainAndAgainInOneEvent) {
  makeService("a", "10.96.3.4", 30123);
  auto copy = std::make_shared<api::Service>(api::as<api::Service>(
      *(*server_.store().world()->of(api::kindOf<api::Service>()).find("default/a"))->object()));
  copy->metadata.name = "b";
  copy->metadata.uid = "another";
  store::Transaction transaction;
  transaction.writes.push_back(
      {&api::kindOf<api::Service>(), "default/b", std::move(copy), nullptr, store::Expect::absent()});
  std::promise<void> done;
  server_.store().commit(std::move(transaction), [&done](const store::Outcome&) { done.set_value(); });
  done.get_future().wait();
  for (int i = 0; i < 3; ++i)
    EXPECT_THAT(audit(), ElementsAre("ClusterIPAlreadyAllocated", "PortAlreadyAllocated"));
  const auto& events = server_.store().world()->of(api::kindOf<api::Event>());
  EXPECT_EQ(events.size(), 2U);
  EXPECT_EQ(api::as<api::Event>(*events.begin().value()->object()).count, 3);
}

}  // namespace
}  // namespace seamark::apiserver
