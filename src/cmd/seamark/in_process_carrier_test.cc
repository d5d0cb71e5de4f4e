// The in-process carrier does what HTTPS does: watches in order, conflicts, admission.
// SPDX-License-Identifier: Apache-2.0
#include "cmd/seamark/in_process_carrier.h"

#include <gtest/gtest.h>

#include <future>

#include "api/core/config_map.h"
#include "api/core/service.h"
#include "apiserver/test_server.h"

namespace seamark::cmd {
namespace {

using client::ObjectPtr;
using client::WatchEvent;
using client::WatchEventType;

// Calls are made on the loop and waited for here.
class InProcessCarrierTest : public ::testing::Test {
 protected:
  InProcessCarrierTest() {
    server_.loop().runAndWait([this] {
      carrier_ = std::make_unique<InProcessCarrier>(server_.services(), server_.loop(), InProcessIdentity{});
    });
  }
  ~InProcessCarrierTest() override {
    server_.loop().runAndWait([this] { carrier_.reset(); });
  }

  template <class T, class Call>
  Result<T> wait(Call call) {
    std::promise<Result<T>> done;
    server_.loop().post([&] { call([&done](Result<T> result) { done.set_value(std::move(result)); }); });
    return done.get_future().get();
  }
  Result<ObjectPtr> create(std::shared_ptr<api::Object> object, const api::Kind& kind) {
    return wait<ObjectPtr>([&](auto then) { carrier_->create(kind, object, then); });
  }
  static std::shared_ptr<api::ConfigMap> configMap(const std::string& name) {
    auto object = std::make_shared<api::ConfigMap>();
    object->metadata.namespace_ = "default";
    object->metadata.name = name;
    return object;
  }

  apiserver::TestServer server_;
  std::unique_ptr<InProcessCarrier> carrier_;
  const api::Kind& kind_ = api::kindOf<api::ConfigMap>();
};

TEST_F(InProcessCarrierTest, WritesGoThroughDefaultsAllocationAndValidation) {
  auto service = std::make_shared<api::Service>();
  service->metadata.namespace_ = "default";
  service->metadata.name = "web";
  service->spec.ports.resize(1);
  service->spec.ports[0].port = 80;
  const auto made = create(service, api::kindOf<api::Service>());
  ASSERT_TRUE(made) << made.error().message;
  const auto& spec = api::as<api::Service>(**made).spec;
  EXPECT_EQ(spec.type, "ClusterIP");
  EXPECT_FALSE(spec.clusterIP.empty());
  auto orphan = configMap("a");
  orphan->metadata.namespace_ = "nowhere";
  const auto refused = create(orphan, kind_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "namespaces \"nowhere\" not found");
}

TEST_F(InProcessCarrierTest, AStaleUpdateIsAConflict) {
  const auto made = create(configMap("a"), kind_);
  ASSERT_TRUE(made);
  const auto update = [&](const std::string& value) {
    auto next = std::make_shared<api::ConfigMap>(api::as<api::ConfigMap>(**made));
    next->data["k"] = value;
    return wait<ObjectPtr>([&](auto then) { carrier_->update(kind_, next, "", then); });
  };
  EXPECT_TRUE(update("1"));
  const auto stale = update("2");
  ASSERT_FALSE(stale);
  EXPECT_EQ(stale.error().code, 409);
}

TEST_F(InProcessCarrierTest, AWatchTellsWhatIsThereAndThenWhatChangesInOrder) {
  ASSERT_TRUE(create(configMap("a"), kind_));
  std::vector<std::string> seen;
  std::promise<void> gone;
  client::WatchSink sink;
  sink.onEvents = [&](std::vector<WatchEvent> events) {
    for (const WatchEvent& event : events) {
      if (event.type == WatchEventType::Bookmark) {
        if (event.initialEventsEnd) seen.emplace_back("synced");
        continue;
      }
      const char* what = event.type == WatchEventType::Added      ? "added "
                         : event.type == WatchEventType::Modified ? "modified "
                                                                  : "deleted ";
      seen.push_back(what + event.object->metadata.name);
      if (seen.back() == "deleted b") gone.set_value();
    }
  };
  sink.onEnd = [](Result<>) {};
  client::Carrier::Watch watch{};
  server_.loop().runAndWait([&] { watch = carrier_->watch(kind_, {.ns = "default"}, sink); });
  ASSERT_TRUE(create(configMap("b"), kind_));
  ASSERT_TRUE(wait<ObjectPtr>([&](auto then) {
    carrier_->patch(kind_, "default", "b", "", "application/merge-patch+json", R"({"data":{"k":"v"}})", then);
  }));
  ASSERT_TRUE(wait<void>([&](auto then) { carrier_->remove(kind_, "default", "b", {}, then); }));
  gone.get_future().wait();
  server_.loop().runAndWait([&] { carrier_->stop(watch); });
  const std::vector<std::string> wanted{"added a", "synced", "added b", "modified b", "deleted b"};
  EXPECT_EQ(seen, wanted);
}

TEST_F(InProcessCarrierTest, PreconditionsHold) {
  ASSERT_TRUE(create(configMap("a"), kind_));
  const auto removed = wait<void>([&](auto then) {
    carrier_->remove(kind_, "default", "a", {.uid = "11111111-2222-3333-4444-555555555555"}, then);
  });
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().code, 409);
  EXPECT_TRUE(wait<ObjectPtr>([&](auto then) { carrier_->get(kind_, "default", "a", then); }));
}

}  // namespace
}  // namespace seamark::cmd
