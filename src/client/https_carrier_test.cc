// HttpsCarrier against a scripted API server on loopback.
// SPDX-License-Identifier: Apache-2.0
#include "client/https_carrier.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <deque>
#include <future>
#include <mutex>

#include "api/core/service.h"
#include "api/kinds.h"
#include "client/answer_decoder.h"
#include "net/http_server.h"
#include "net/test_certificates.h"

namespace seamark::client {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

std::string service(const std::string& name, int version) {
  return fmt::format(
      R"({{"kind":"Service","apiVersion":"v1","metadata":{{"name":"{}","namespace":"default","resourceVersion":"{}"}},"spec":{{"type":"ClusterIP"}}}})",
      name, version);
}
std::string event(const std::string& type, const std::string& object) {
  return fmt::format("{{\"type\":\"{}\",\"object\":{}}}\n", type, object);
}
std::string bookmark(int version, bool end) {
  return event(
      "BOOKMARK",
      fmt::format(R"({{"kind":"Service","apiVersion":"v1","metadata":{{"resourceVersion":"{}"{}}}}})",
                  version, end ? R"(,"annotations":{"k8s.io/initial-events-end":"true"})" : ""));
}
constexpr const char* kRefusal =
    R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"sendInitialEvents is forbidden","reason":"Invalid","code":422})";

struct HttpsCarrierTest : testing::Test {
  SystemClock clock;
  net::EventLoop serverLoop{clock, "server"};
  net::EventLoop loop{clock, "client"};
  net::TestAuthority authority;
  std::mutex mutex;
  std::vector<std::string> asked;  // "GET /api/…", in order
  std::vector<std::string> bodies;
  std::function<void(const net::HttpRequest&, const std::shared_ptr<net::HttpResponder>&)> script;
  std::unique_ptr<net::HttpServer> server;
  std::unique_ptr<HttpsCarrier> carrier;
  std::vector<std::shared_ptr<net::HttpResponder>> streams;
  const api::Kind& kind = api::kindOf<api::Service>();

  void SetUp() override {
    const auto certificate = authority.server();
    server = *net::HttpServer::listen(
        {&serverLoop}, "127.0.0.1", 0,
        net::TlsServerConfig{certificate.certificatePem, certificate.privateKeyPem, {}}, {},
        [this](net::HttpRequest request, std::shared_ptr<net::HttpResponder> responder) {
          {
            const std::lock_guard lock(mutex);
            asked.push_back(request.method + " " + request.target);
            bodies.push_back(request.body);
          }
          script(request, responder);
        });
    ClusterAccess access;
    access.connection.host = "127.0.0.1";
    access.connection.port = server->port();
    access.connection.caPem = authority.pem();
    access.token = "s3cret";
    carrier = *HttpsCarrier::make(loop, access, {.bookmarkTimeout = 50ms});
  }
  void TearDown() override {
    loop.runAndWait([this] { carrier.reset(); });
    server->close(0s);
    serverLoop.runAndWait([this] { streams.clear(); });
  }
  static void answer(const std::shared_ptr<net::HttpResponder>& to, int status, std::string body) {
    to->respond(status, {{"content-type", "application/json"}}, {Bytes(std::move(body))});
  }
  // Runs `call` on the loop with a callback, and waits for what the callback gets.
  template <class T>
  Result<T> wait(const std::function<void(Carrier::Then<T>)>& call) {
    std::promise<Result<T>> done;
    loop.runAndWait([&] { call([&done](Result<T> result) { done.set_value(std::move(result)); }); });
    return done.get_future().get();
  }
  std::string request(size_t at) {
    const std::lock_guard lock(mutex);
    return at < asked.size() ? asked[at] : "none";
  }
};

// Collects a watch until `stop` says so or it ends.
struct Watched {
  std::vector<std::string> seen;  // "Added a 1", "Bookmark  5 end", "end 410"
  size_t calls = 0;
  std::promise<void> done;
  size_t wanted;
  explicit Watched(size_t events) : wanted(events) {}
  WatchSink sink() {
    return {.onEvents =
                [this](const std::vector<WatchEvent>& events) {
                  ++calls;
                  static constexpr const char* kNames[] = {"Added", "Modified", "Deleted", "Bookmark"};
                  for (const auto& e : events)
                    note(fmt::format("{} {} {}{}", kNames[static_cast<int>(e.type)],
                                     e.object ? e.object->metadata.name : "", e.resourceVersion,
                                     e.initialEventsEnd ? " end" : ""));
                },
            .onEnd =
                [this](const Result<>& why) {
                  note(why ? "end" : fmt::format("end {} {}", why.error().code, why.error().reason));
                }};
  }
  void note(std::string what) {
    seen.push_back(std::move(what));
    if (seen.size() == wanted) done.set_value();
  }
};

TEST_F(HttpsCarrierTest, WritesAndReadsWithTheRightRequests) {
  std::string authorization;
  script = [&](const net::HttpRequest& r, const auto& to) {
    authorization = *r.headers.find("authorization");
    answer(to, 200, service("a", 7));
  };
  auto object = std::make_shared<api::Service>();
  object->metadata.name = "a";
  object->metadata.namespace_ = "default";
  const auto got = wait<ObjectPtr>([&](auto then) { carrier->get(kind, "default", "a", then); });
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ((*got)->metadata.resourceVersion, "7");
  EXPECT_EQ(api::as<api::Service>(**got).spec.type, "ClusterIP");
  EXPECT_EQ(authorization, "Bearer s3cret");
  EXPECT_TRUE(wait<ObjectPtr>([&](auto then) { carrier->create(kind, object, then); }));
  EXPECT_TRUE(wait<ObjectPtr>([&](auto then) { carrier->update(kind, object, "status", then); }));
  EXPECT_TRUE(wait<ObjectPtr>([&](auto then) {
    carrier->patch(kind, "default", "a", "", "application/apply-patch+yaml", "{}", then);
  }));
  EXPECT_TRUE(wait<void>([&](auto then) {
    carrier->remove(kind, "default", "a",
                    {.uid = "u", .resourceVersion = "7", .propagationPolicy = "Foreground"}, then);
  }));
  EXPECT_EQ(asked,
            (std::vector<std::string>{
                "GET /api/v1/namespaces/default/services/a", "POST /api/v1/namespaces/default/services",
                "PUT /api/v1/namespaces/default/services/a/status",
                "PATCH /api/v1/namespaces/default/services/a?fieldManager=seamark&force=true",
                "DELETE /api/v1/namespaces/default/services/a"}));
  EXPECT_THAT(bodies[1], HasSubstr(R"("kind":"Service","apiVersion":"v1")"));
  EXPECT_EQ(
      bodies[4],
      R"({"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"u","resourceVersion":"7"},"propagationPolicy":"Foreground"})");
}

TEST_F(HttpsCarrierTest, FailuresAreTheServersStatus) {
  script = [&](const net::HttpRequest& r, const auto& to) {
    if (r.path.ends_with("/plain")) return answer(to, 502, "bad gateway\n<html>");
    answer(
        to, 409,
        R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"m","reason":"Conflict","details":{"name":"a","kind":"services","causes":[{"reason":"r","message":"c","field":"f"}],"retryAfterSeconds":3},"code":409})");
  };
  const auto got = wait<ObjectPtr>([&](auto then) { carrier->get(kind, "default", "a", then); });
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().reason, "Conflict");
  EXPECT_EQ(got.error().details->causes.at(0).field, "f");
  EXPECT_EQ(got.error().details->retryAfterSeconds, 3);
  const auto plain = wait<ObjectPtr>([&](auto then) { carrier->get(kind, "default", "plain", then); });
  EXPECT_EQ(plain.error().code, 502);
  EXPECT_EQ(plain.error().message, "the server answered 502: bad gateway");
}

TEST_F(HttpsCarrierTest, ListsComeInPagesAndStartAnewWhenTheSnapshotIsGone) {
  script = [&](const net::HttpRequest& r, const auto& to) {
    const bool second = r.target.find("continue=") != std::string::npos;
    if (second && r.target.find("a%3Db") != std::string::npos)
      return answer(to, 410, R"({"kind":"Status","status":"Failure","reason":"Expired","code":410})");
    if (r.target.find("limit=") == std::string::npos || second)
      return answer(to, 200,
                    fmt::format(R"({{"items":[{}],"metadata":{{"resourceVersion":"9"}}}})", service("b", 2)));
    answer(to, 200,
           fmt::format(R"({{"metadata":{{"resourceVersion":"8","continue":"n=="}},"items":[{}]}})",
                       service("a", 1)));
  };
  auto list = wait<ObjectList>([&](auto then) { carrier->list(kind, {}, then); });
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_EQ(list->items.size(), 2u);
  EXPECT_EQ(list->resourceVersion, "9");
  EXPECT_EQ(request(0), "GET /api/v1/services?limit=500");
  EXPECT_EQ(request(1), "GET /api/v1/services?limit=500&continue=n%3D%3D");
  list = wait<ObjectList>([&](auto then) { carrier->list(kind, {.ns = "x", .labelSelector = "a=b"}, then); });
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_EQ(list->items.size(), 1u);  // from the list at once, not the first page twice
  EXPECT_EQ(request(4), "GET /api/v1/namespaces/x/services?labelSelector=a%3Db");
}

TEST_F(HttpsCarrierTest, InitialEventsComeTogetherWithTheirBookmark) {
  script = [&](const net::HttpRequest&, const auto& to) {
    streams.push_back(to);
    to->start(200, {});
    const std::string bytes = event("ADDED", service("a", 1)) + event("ADDED", service("b", 2)) +
                              bookmark(5, true) + event("MODIFIED", service("a", 6)) +
                              event("DELETED", service("b", 7)) + bookmark(8, false);
    for (const char c : bytes) to->write(Bytes(std::string(1, c)));
    to->finish();
  };
  Watched watched(7);
  loop.runAndWait([&] { carrier->watch(kind, {.ns = "default"}, watched.sink()); });
  watched.done.get_future().wait();
  EXPECT_EQ(watched.seen, (std::vector<std::string>{"Added a 1", "Added b 2", "Bookmark  5 end",
                                                    "Modified a 6", "Deleted b 7", "Bookmark  8", "end"}));
  EXPECT_THAT(request(0),
              HasSubstr("/api/v1/namespaces/default/services?watch=true&allowWatchBookmarks=true"));
  EXPECT_THAT(request(0), HasSubstr("&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"));
}

TEST_F(HttpsCarrierTest, AServerThatRefusesStreamedListsIsListedAndWatched) {
  script = [&](const net::HttpRequest& r, const auto& to) {
    if (r.target.find("sendInitialEvents") != std::string::npos) return answer(to, 422, kRefusal);
    if (r.target.find("watch=true") == std::string::npos)
      return answer(to, 200,
                    fmt::format(R"({{"metadata":{{"resourceVersion":"8"}},"items":[{}]}})", service("a", 1)));
    streams.push_back(to);
    to->start(200, {});
    to->write(Bytes(event("ADDED", service("b", 9))));
  };
  Watched first(3), second(3);
  loop.runAndWait([&] { carrier->watch(kind, {}, first.sink()); });
  first.done.get_future().wait();
  EXPECT_EQ(first.seen, (std::vector<std::string>{"Added a 1", "Bookmark  8 end", "Added b 9"}));
  EXPECT_THAT(request(2), HasSubstr("&resourceVersion=8"));
  loop.runAndWait([&] { carrier->watch(kind, {}, second.sink()); });
  second.done.get_future().wait();
  EXPECT_THAT(request(3), Not(HasSubstr("sendInitialEvents")));  // it does not ask again
}

TEST_F(HttpsCarrierTest, AServerThatNeverSendsTheBookmarkIsListedAndWatched) {
  script = [&](const net::HttpRequest& r, const auto& to) {
    if (r.target.find("watch=true") == std::string::npos)
      return answer(to, 200,
                    fmt::format(R"({{"metadata":{{"resourceVersion":"8"}},"items":[{}]}})", service("a", 1)));
    streams.push_back(to);
    to->start(200, {});
    to->write(Bytes(r.target.find("sendInitialEvents") != std::string::npos
                        ? event("ADDED", service("gone", 1))
                        : event("ADDED", service("b", 9))));
  };
  Watched watched(3);
  loop.runAndWait([&] { carrier->watch(kind, {}, watched.sink()); });
  watched.done.get_future().wait();
  EXPECT_EQ(watched.seen, (std::vector<std::string>{"Added a 1", "Bookmark  8 end", "Added b 9"}));
}

TEST_F(HttpsCarrierTest, ErrorEventsAndRefusalsEndTheWatch) {
  script = [&](const net::HttpRequest& r, const auto& to) {
    if (r.target.find("resourceVersion=3") == std::string::npos)
      return answer(to, 403, R"({"kind":"Status","status":"Failure","reason":"Forbidden","code":403})");
    streams.push_back(to);
    to->start(200, {});
    to->write(Bytes(event("ADDED", service("a", 4)) +
                    event("ERROR", R"({"kind":"Status","status":"Failure","reason":"Expired","code":410})")));
  };
  Watched expired(2), forbidden(1);
  loop.runAndWait([&] {
    carrier->watch(kind, {.resourceVersion = "3"}, expired.sink());
    carrier->watch(kind, {}, forbidden.sink());
  });
  expired.done.get_future().wait();
  forbidden.done.get_future().wait();
  EXPECT_EQ(expired.seen, (std::vector<std::string>{"Added a 4", "end 410 Expired"}));
  EXPECT_EQ(forbidden.seen, (std::vector<std::string>{"end 403 Forbidden"}));
}

TEST_F(HttpsCarrierTest, AServerThatIsAwayIs503AndAStoppedWatchIsSilent) {
  std::promise<void> gone;
  script = [&](const net::HttpRequest&, const auto& to) {
    streams.push_back(to);
    to->onClosed([&] { gone.set_value(); });
    to->start(200, {});
    to->write(Bytes(event("ADDED", service("a", 1)) + bookmark(2, true)));
  };
  Watched watched(2);
  Carrier::Watch id{};
  loop.runAndWait([&] { id = carrier->watch(kind, {}, watched.sink()); });
  watched.done.get_future().wait();
  loop.runAndWait([&] { carrier->stop(id); });
  gone.get_future().wait();  // the server's side of the stream has ended
  server->close(0s);
  const auto got = wait<ObjectPtr>([&](auto then) { carrier->get(kind, "default", "a", then); });
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, 503);
  EXPECT_EQ(watched.seen.size(), 2u);
}

TEST(WatchDecoder, RefusesWhatIsNoEvent) {
  for (const std::string line : {"[]\n", "{\"type\":\"ADDED\"}\n", "{\"type\":1,\"object\":{}}\n",
                                 "nonsense\n", "{\"type\":\"ODD\",\"object\":{}}\n"}) {
    WatchDecoder decoder(api::kindOf<api::Service>());
    std::vector<WatchEvent> events;
    EXPECT_FALSE(decoder.feed(line, events)) << line;
    EXPECT_TRUE(events.empty());
  }
}

}  // namespace
}  // namespace seamark::client
