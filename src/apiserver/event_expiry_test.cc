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
  EXPECT_TRUE(expiredEvents(*server.store().world(), now, std::chrono::hours(1)).writes.empty());
  const store::Transaction over =
      expiredEvents(*server.store().world(), now + std::chrono::hours(2), std::chrono::hours(1));
  ASSERT_EQ(over.writes.size(), 1U);
  EXPECT_EQ(over.writes[0].key, "default/once");
}

}  // namespace
}  // namespace seamark::apiserver
