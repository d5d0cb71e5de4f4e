// Which Events are over.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/event_expiry.h"

#include <gtest/gtest.h>

#include "api/core/event.h"
#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

TEST(EventExpiry, OldEventsGoAndRepeatedOnesStay) {
  TestServer server;
  const char* events = "/api/v1/namespaces/default/events";
  const auto event = [](const std::string& name, const std::string& rest) {
    return R"({"metadata":{"name":")" + name +
           R"("},"involvedObject":{"namespace":"default"},"type":"Normal")" + rest + "}";
  };
  ASSERT_EQ(server.post(events, event("once", "")).status, 201);
  ASSERT_EQ(server.post(events, event("again", R"(,"lastTimestamp":"2100-01-01T00:00:00Z")")).status, 201);
  const WallTime now = SystemClock().now();
  ExpiredEvents young(server.store().world(), now, std::chrono::hours(1));
  EXPECT_TRUE(young.look(10).writes.empty());
  EXPECT_TRUE(young.done());
  EXPECT_LE(*young.oldest(),
            std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  ExpiredEvents old(server.store().world(), now + std::chrono::hours(2), std::chrono::hours(1));
  EXPECT_TRUE(old.look(1).writes.empty()) << "the first by name is told again";
  EXPECT_FALSE(old.done());
  const store::Transaction over = old.look(10);
  ASSERT_EQ(over.writes.size(), 1U);
  EXPECT_EQ(over.writes[0].key, "default/once");
  EXPECT_TRUE(old.done());
}

// A whole store of Events is not looked at again before one of them can be over.
TEST(EventExpiry, ARoundDeletesWhatIsOverAndTheNextWaits) {
  TestServer server;
  struct Later final : Clock {
    SystemClock real;
    Duration by{};
    WallTime now() const override { return real.now() + by; }
    SteadyTime steady() const override { return real.steady(); }
  } clock;
  const Services all = server.services();
  const Services services{all.store,      clock,      all.random,  all.watches,        all.registry,
                          all.authorizer, all.tokens, all.metrics, all.compressedLists};
  const auto make = [&](const char* name) {
    ASSERT_EQ(server
                  .post("/api/v1/namespaces/default/events",
                        std::string(R"({"metadata":{"name":")") + name +
                            R"("},"involvedObject":{"namespace":"default"},"type":"Normal"})")
                  .status,
              201);
  };
  const auto there = [&] { return server.store().world()->of(api::kindOf<api::Event>()).size(); };
  make("a");
  EventExpiry expiry(services, std::chrono::hours(1));
  const auto round = [&](Duration later) {
    clock.by = later;
    while (!expiry.step()) {
    }
    std::promise<void> done;  // behind the deletes
    server.store().commit({}, [&done](const store::Outcome&) { done.set_value(); });
    done.get_future().wait();
    return there();
  };
  EXPECT_EQ(round({}), 1U);
  make("b");
  EXPECT_EQ(round(std::chrono::minutes(59)), 2U);
  EXPECT_EQ(round(std::chrono::minutes(61)), 0U);
  make("c");
  EXPECT_EQ(round(std::chrono::minutes(62)), 1U);
  EXPECT_EQ(round(std::chrono::minutes(123)), 0U);
  // The clock is put back: what is told now is over sooner than all that was known.
  EXPECT_EQ(round({}), 0U);
  make("d");
  EXPECT_EQ(round(std::chrono::minutes(1)), 1U);
  EXPECT_EQ(round(std::chrono::minutes(61)), 0U);
}

}  // namespace
}  // namespace seamark::apiserver
