// Watches: where they start and end, what each sees, and what a client that does not read costs. Behaviour
// and texts are those of tests/conformance/machinery/watch.json.
// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <random>
#include <sstream>

#include "api/base64.h"
#include "api/codec.h"
#include "api/core/service.h"
#include "api/discovery/endpoint_slice.h"
#include "apiserver/read_fixture.h"

namespace seamark::apiserver {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class WatchTest : public ReadFixture {};

TEST_F(WatchTest, EveryLaterEventInOrder) {
  put("a");
  const auto from = put("b");
  put("c", "1");
  put("c", "2");
  const auto answer = watch({{"resourceVersion", text(from)}});
  EXPECT_EQ(answer->status(), 200);
  EXPECT_EQ(answer->header("content-type"), "application/json");
  remove("c");
  put("elsewhere", "1", "", "other");
  EXPECT_THAT(events(answer), ElementsAre("ADDED c=1", "MODIFIED c=2", "DELETED c=2"));
  EXPECT_EQ(frames(answer).back().at("object").at("metadata").at("resourceVersion").as_string(), "6");
}

TEST_F(WatchTest, UnsetAndZeroBeginWithWhatIsThere) {
  put("b");
  put("a");
  for (const char* version : {"", "0"}) {
    const auto answer = watch({{"resourceVersion", version}});
    put("a", "2");
    EXPECT_THAT(events(answer), ElementsAre("ADDED a=1", "ADDED b=1", "MODIFIED a=2"));
    put("a", "1");
  }
}

TEST_F(WatchTest, EndsWhenItsTimeIsOver) {
  const auto answer = watch({{"timeoutSeconds", "5"}, {"resourceVersion", "1"}});
  loop_.advance(std::chrono::milliseconds(4900));
  EXPECT_FALSE(answer->finished());
  loop_.advance(std::chrono::milliseconds(200));
  EXPECT_TRUE(answer->finished());
  EXPECT_EQ(answer->body(), "");
  put("a");
  EXPECT_EQ(answer->body(), "");
  const auto open = watch({});
  loop_.advance(seconds(1799));
  EXPECT_FALSE(open->finished());
  loop_.advance(seconds(1802));
  EXPECT_TRUE(open->finished());
}

TEST_F(WatchTest, SelectorsTurnChangesIntoComingAndGoing) {
  put("a", "0", "x");
  const auto answer = watch({{"labelSelector", "l=x"}, {"resourceVersion", "1"}});
  put("a", "1", "x");
  put("a", "2", "y");
  put("a", "3", "y");
  put("a", "4", "x");
  remove("a");
  EXPECT_THAT(events(answer),
              ElementsAre("ADDED a=0", "MODIFIED a=1", "DELETED a=1", "ADDED a=4", "DELETED a=4"));
  // The state before, with the version of the change.
  EXPECT_EQ(frames(answer)[2].at("object").at("metadata").at("resourceVersion").as_string(), "4");
  EXPECT_EQ(frames(answer)[2].at("object").at("metadata").at("labels").at("l").as_string(), "x");
}

TEST_F(WatchTest, OneObject) {
  put("b");
  const auto byField = watch({{"fieldSelector", "metadata.name=a"}});
  auto byPathAnswer = std::make_shared<RecordingResponder>(loop_);
  auto byPath = context({}, {}, byPathAnswer, "ns");
  byPath->info.name = "a";
  serveWatch(byPath);
  const auto everywhere = watch({{"fieldSelector", "metadata.name=a"}}, {}, "");
  put("a");
  put("b", "2");
  remove("a");
  EXPECT_THAT(events(byField), ElementsAre("ADDED a=1", "DELETED a=1"));
  EXPECT_THAT(events(byPathAnswer), ElementsAre("ADDED a=1", "DELETED a=1"));
  EXPECT_THAT(events(everywhere), ElementsAre("ADDED a=1", "DELETED a=1"));
}

TEST_F(WatchTest, InitialEventsAndTheirEnd) {
  put("a");
  const auto now = put("b");
  const Query streaming{{"sendInitialEvents", "true"},
                        {"resourceVersionMatch", "NotOlderThan"},
                        {"allowWatchBookmarks", "true"},
                        {"timeoutSeconds", "1"}};
  for (const char* version : {"", "0", "1"}) {
    Query query = streaming;
    query.emplace_back("resourceVersion", version);
    const auto answer = watch(query);
    loop_.advance(seconds(1));
    EXPECT_THAT(events(answer), ElementsAre("ADDED a=1", "ADDED b=1", "BOOKMARK @" + text(now) + " end"));
  }
  EXPECT_EQ(
      watch(streaming, {}, "empty")->body(),
      R"({"type":"BOOKMARK","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"3",)"
      R"("annotations":{"k8s.io/initial-events-end":"true"}}}})"
      "\n");
  // Without sendInitialEvents a client that takes bookmarks is told as well; without bookmarks nobody is.
  EXPECT_THAT(events(watch({{"allowWatchBookmarks", "true"}})), testing::Contains("BOOKMARK @3 end"));
  EXPECT_THAT(events(watch({{"sendInitialEvents", "true"}, {"resourceVersionMatch", "NotOlderThan"}})),
              ElementsAre("ADDED a=1", "ADDED b=1"));
  EXPECT_THAT(events(watch({{"sendInitialEvents", "false"}, {"resourceVersionMatch", "NotOlderThan"}})),
              IsEmpty());
}

TEST_F(WatchTest, TheEndOfInitialEventsWaitsForTheVersionAskedFor) {
  put("a");
  const auto answer = watch({{"sendInitialEvents", "true"},
                             {"resourceVersionMatch", "NotOlderThan"},
                             {"allowWatchBookmarks", "true"},
                             {"resourceVersion", "4"}});
  EXPECT_THAT(events(answer), ElementsAre("ADDED a=1"));
  put("b");
  EXPECT_THAT(events(answer), ElementsAre("ADDED a=1", "ADDED b=1"));
  put("c");
  EXPECT_THAT(events(answer), ElementsAre("ADDED a=1", "ADDED b=1", "ADDED c=1", "BOOKMARK @4 end"));
}

TEST_F(WatchTest, AVersionStillToComeGivesNothingUntilThen) {
  const auto answer =
      watch({{"resourceVersion", "4"}, {"allowWatchBookmarks", "true"}, {"timeoutSeconds", "5"}});
  for (int i = 2; i <= 5; ++i) put("v" + std::to_string(i));
  EXPECT_THAT(events(answer), ElementsAre("ADDED v5=1"));
}

TEST_F(WatchTest, Bookmarks) {
  const auto now = put("a");
  const auto answer =
      watch({{"resourceVersion", text(now)}, {"allowWatchBookmarks", "true"}, {"timeoutSeconds", "90"}});
  put("elsewhere", "1", "", "other");
  loop_.advance(seconds(61));
  EXPECT_THAT(events(answer), ElementsAre("BOOKMARK @3"));
  put("b");
  loop_.advance(seconds(28));
  EXPECT_THAT(events(answer), ElementsAre("BOOKMARK @3", "ADDED b=1", "BOOKMARK @4"));
  EXPECT_FALSE(answer->finished());
  loop_.advance(seconds(2));
  EXPECT_TRUE(answer->finished());
}

TEST_F(WatchTest, AForgottenVersionIsAnErrorEvent) {
  put("a");
  put("a", "2");
  compact(3);
  put("a", "3");
  for (const auto media : {MediaType::Json, MediaType::Protobuf}) {
    const auto answer = watch({{"resourceVersion", "1"}}, {.media = media});
    EXPECT_EQ(answer->status(), 200);
    EXPECT_TRUE(answer->finished());
    EXPECT_THAT(answer->body(), HasSubstr("too old resource version: 1 (3)"));
    EXPECT_THAT(answer->body(), HasSubstr("Expired"));
  }
  EXPECT_THAT(events(watch({{"resourceVersion", "1"}})),
              ElementsAre("ERROR too old resource version: 1 (3)"));
}

// A new loop has no log yet: what is older than it comes from the store, without gap or repeat.
TEST_F(WatchTest, AnOldVersionComesFromTheStore) {
  for (int i = 0; i < 200; ++i) put("a", std::to_string(i));
  SimulatedExecutor otherLoop;
  auto answer = std::make_shared<RecordingResponder>(otherLoop);
  serveWatch(context({{"resourceVersion", "2"}}, {}, answer, "ns"));
  put("a", "last");
  otherLoop.runReady();
  const auto seen = events(answer);
  ASSERT_EQ(seen.size(), 200u);
  for (int i = 1; i < 200; ++i)
    EXPECT_EQ(seen[static_cast<size_t>(i) - 1], "MODIFIED a=" + std::to_string(i));
  EXPECT_EQ(seen.back(), "MODIFIED a=last");
}

TEST_F(WatchTest, ASlowClientIsBoundedCatchesUpOrIsLetGo) {
  watch({});  // the loop's log begins here
  const auto slow = watch({{"resourceVersion", "1"}}, {}, "ns", false);
  const std::string value(1000, 'x');
  for (int i = 0; i < 40; ++i) put("a" + std::to_string(i), value);
  EXPECT_LT(slow->mostQueued(), 4096u + 1500u);
  for (int i = 0; i < 40; ++i) slow->drain();
  EXPECT_EQ(frames(slow).size(), 40u);
  for (int i = 0; i < 100; ++i) put("b" + std::to_string(i), value);  // more than the log holds
  EXPECT_FALSE(slow->finished());
  slow->drain();
  EXPECT_TRUE(slow->finished());
  EXPECT_THAT(events(slow).back(), HasSubstr("ERROR too old resource version: "));
  EXPECT_LT(slow->mostQueued(), 4096u + 1500u);
}

// What everybody has got leaves the log after some seconds; somebody who is behind still gets it, and who comes later has
// it from the store.
TEST_F(WatchTest, TheLogForgetsWhatNobodyNeeds) {
  const auto quick = watch({}), slow = watch({{"resourceVersion", "1"}}, {}, "ns", false);
  const std::string value(1000, 'x');
  std::vector<std::string> all;
  for (int i = 0; i < 40; ++i) {
    put("a" + std::to_string(i), value);
    all.push_back("ADDED a" + std::to_string(i) + "=" + value);
  }
  for (int i = 0; i < 5; ++i) loop_.advance(seconds(4));
  while (frames(slow).size() < 40) slow->drain();
  EXPECT_EQ(events(slow), all);
  for (int i = 0; i < 5; ++i) loop_.advance(seconds(4));
  EXPECT_EQ(hub_.loopOf(loop_)->logged(), 0u);
  EXPECT_EQ(events(watch({{"resourceVersion", "1"}})), all);
  put("b");
  EXPECT_EQ(events(quick).back(), "ADDED b=1");
  EXPECT_EQ(events(slow).back(), "ADDED b=1");
}

TEST_F(WatchTest, LargeObjectsLeaveTheLogSooner) {
  watch({});
  const auto slow = watch({{"resourceVersion", "1"}}, {}, "ns", false);
  const std::string value(20'000, 'x');
  for (int i = 0; i < 10; ++i) put("a", value + std::to_string(i));
  slow->drain();
  EXPECT_TRUE(slow->finished());
  EXPECT_THAT(events(slow).back(), HasSubstr("ERROR too old resource version: "));
}

TEST_F(WatchTest, ALargeInitialStateIsGivenInBoundedPieces) {
  const std::string value(1000, 'x');
  for (int i = 0; i < 100; ++i) put("a" + std::to_string(i), value);
  const auto slow = watch({{"allowWatchBookmarks", "true"}}, {}, "ns", false);
  EXPECT_LT(slow->body().size(), 8192u);
  put("b", "live");
  for (int i = 0; i < 200; ++i) slow->drain();
  const auto seen = events(slow);
  ASSERT_EQ(seen.size(), 102u);
  EXPECT_EQ(seen[100], "BOOKMARK @101 end");
  EXPECT_EQ(seen[101], "ADDED b=live");
  EXPECT_LT(slow->mostQueued(), 8192u);
}

// The bytes of an event are made once, whoever watches.
TEST_F(WatchTest, FramesAreShared) {
  const auto one = watch({}), two = watch({}, {}, "");
  const auto proto = watch({}, {.media = MediaType::Protobuf});
  const auto protoToo = watch({{"labelSelector", "!absent"}}, {.media = MediaType::Protobuf});
  put("a");
  EXPECT_EQ(one->chunks().back().view().data(), two->chunks().back().view().data());
  EXPECT_EQ(proto->chunks().back().view().data(), protoToo->chunks().back().view().data());
}

TEST_F(WatchTest, TableTellsItsColumnsOnce) {
  const auto answer = watch({{"resourceVersion", "1"}}, {.as = Representation::Table});
  const auto also =
      watch({{"resourceVersion", "1"}, {"includeObject", "None"}}, {.as = Representation::Table});
  put("a");
  put("a", "2");
  remove("a");
  const auto seen = frames(answer);
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_TRUE(seen[0].at("object").at("columnDefinitions").is_array());
  EXPECT_TRUE(seen[1].at("object").at("columnDefinitions").is_null());
  EXPECT_EQ(seen[1].at("object").at("rows").at(0).at("object").at("kind").as_string(),
            "PartialObjectMetadata");
  EXPECT_EQ(seen[2].at("type").as_string(), "DELETED");
  EXPECT_EQ(seen[2].at("object").at("metadata").at("resourceVersion").as_string(), "4");
  EXPECT_TRUE(frames(also)[1].at("object").at("rows").at(0).at("object").is_null());
}

TEST_F(WatchTest, PartialMetadata) {
  const auto answer = watch({{"resourceVersion", "1"}}, {.as = Representation::PartialObjectMetadata});
  put("a", "1", "x\"}{");
  EXPECT_THAT(answer->body(), HasSubstr(R"({"type":"ADDED","object":{"kind":"PartialObjectMetadata",)"
                                        R"("apiVersion":"meta.k8s.io/v1","metadata":{"name":"a",)"));
  EXPECT_FALSE(frames(answer)[0].at("object").as_object().contains("data"));
}

TEST_F(WatchTest, Refusals) {
  const auto check = [&](Query query, int status, const std::string& expected) {
    const auto answer = watch(std::move(query));
    EXPECT_EQ(answer->status(), status);
    EXPECT_EQ(message(answer), expected);
  };
  const std::string invalid = "ListOptions.meta.k8s.io \"\" is invalid: ";
  check({{"resourceVersion", "abc"}}, 500,
        R"(resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax)");
  check({{"timeoutSeconds", "x"}}, 400, R"(strconv.ParseInt: parsing "x": invalid syntax)");
  check({{"limit", "99999999999999999999"}}, 400,
        R"(strconv.ParseInt: parsing "99999999999999999999": value out of range)");
  check({{"continue", "abc"}}, 422,
        invalid +
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided");
  check({{"sendInitialEvents", "false"}}, 422,
        invalid +
            "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to "
            "NotOlderThan");
  check({{"sendInitialEvents", "true"}, {"resourceVersionMatch", "Exact"}, {"resourceVersion", "5"}}, 422,
        invalid +
            "[resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to "
            "NotOlderThan, resourceVersionMatch: Unsupported value: \"Exact\": supported values: "
            "\"NotOlderThan\"]");
}

// The recorded frames of a protobuf watch, to the byte.
TEST_F(WatchTest, ProtobufFramesAreUpstreams) {
  std::ifstream file(SEAMARK_SOURCE_DIR "/tests/conformance/machinery/protobuf/watch-frames.json");
  std::stringstream content;
  content << file.rdbuf();
  const Form form{.media = MediaType::Protobuf};
  int compared = 0;
  for (const auto& recorded : boost::json::parse(content.str()).as_array()) {
    const auto& event = recorded.at("event").as_object();
    const std::string type(event.at("type").as_string());
    const auto& object = event.at("object").as_object();
    std::string expected;
    ASSERT_FALSE(api::decodeBase64(std::string(recorded.at("frame64").as_string()), expected));
    std::string made;
    if (type == "ERROR") {
      made = errorFrame(form, expired(std::string(object.at("message").as_string())));
    } else {
      const bool isService = object.at("kind").as_string() == "Service";
      const api::Kind& of = isService ? api::kindOf<api::Service>() : api::kindOf<api::EndpointSlice>();
      auto decoded = of.make();
      ASSERT_TRUE(api::decodeJson(of.type(), boost::json::serialize(object), decoded.get()));
      const auto revision = std::stoll(decoded->metadata.resourceVersion);
      if (type == "BOOKMARK")
        made = bookmarkFrame(form, of, revision, true, {}, false);
      else
        appendWatchFrame(form, type, api::EncodedObject(of, std::move(decoded), revision), {}, false, made);
    }
    EXPECT_EQ(made, expected) << type;
    ++compared;
  }
  EXPECT_EQ(compared, 4);
}

// Random writes and readers of every sort: whoever replays what he got has what the store has.
TEST_F(WatchTest, EveryReplayEndsAtTheSameState) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  struct Reader {
    Answer answer;
    bool selects;
  };
  std::vector<Reader> readers;
  for (int step = 0; step < 400; ++step) {
    const std::string name(1, static_cast<char>('a' + random() % 6));
    if (random() % 4 == 0)
      remove(name);
    else
      put(name, std::to_string(step), random() % 2 ? "x" : "y");
    if (step % 40 == 0) {
      const bool selects = random() % 2;
      readers.push_back(
          {watch(selects ? Query{{"labelSelector", "l=x"}} : Query{}, {}, "ns", random() % 2), selects});
    }
    for (const Reader& reader : readers)
      if (random() % 8 == 0) reader.answer->drain();
  }
  for (const Reader& reader : readers) {
    for (int i = 0; i < 200; ++i) reader.answer->drain();
    if (reader.answer->finished()) continue;  // too slow
    std::map<std::string, std::string> replayed, expected;
    for (const auto& frame : frames(reader.answer)) {
      const auto& object = frame.at("object").as_object();
      const std::string name(object.at("metadata").at("name").as_string());
      if (frame.at("type").as_string() == "DELETED") {
        EXPECT_EQ(replayed.erase(name), 1u);
      } else
        EXPECT_EQ(frame.at("type").as_string() == "ADDED",
                  replayed.insert_or_assign(name, std::string(object.at("data").at("k").as_string())).second);
    }
    const auto world = store_->world();
    for (auto it = world->of(kind()).begin(); it; it.next()) {
      const api::ObjectPtr parsed = it.value()->object();
      const auto& map = api::as<api::ConfigMap>(*parsed);
      if (!reader.selects || map.metadata.labels.at("l") == "x")
        expected[map.metadata.name] = map.data.at("k");
    }
    EXPECT_EQ(replayed, expected);
  }
}

TEST_F(WatchTest, WithinTheProcess) {
  put("a");
  std::vector<std::string> told;
  TypedSink sink{.onEvents =
                     [&](std::vector<store::Event> some) {
                       for (const auto& event : some)
                         told.push_back(std::to_string(static_cast<int>(event.type)) + " " + event.key.str() +
                                        "@" + text(event.revision));
                     },
                 .onBookmark = [&](store::Revision revision,
                                   bool end) { told.push_back((end ? "end @" : "mark @") + text(revision)); },
                 .onEnd = [&](const Result<>& why) { told.push_back(why ? "over" : why.error().message); }};
  const auto first = hub_.watchTyped(loop_, {.kind = &kind()}, {.initial = true}, sink);
  EXPECT_THAT(told, IsEmpty());  // never inside the call
  loop_.runReady();
  put("b");
  remove("a");
  EXPECT_THAT(told, ElementsAre("0 ns/a@2", "end @2", "0 ns/b@3", "2 ns/a@4"));
  hub_.stop(first);
  put("c");
  EXPECT_EQ(told.size(), 4u);

  told.clear();
  compact(4);
  SimulatedExecutor other;
  hub_.watchTyped(other, {.kind = &kind()}, {.after = 2}, sink);
  other.runReady();
  EXPECT_THAT(told, ElementsAre("too old resource version: 2 (4)"));
}

TEST_F(WatchTest, AClientThatGoesAwayIsForgotten) {
  std::weak_ptr<RecordingResponder> alive;
  {
    const auto answer = watch({});
    alive = answer;
    answer->close();
  }
  EXPECT_TRUE(alive.expired());
  EXPECT_EQ(hub_.loopOf(loop_)->watchers(), 0u);
}

}  // namespace
}  // namespace seamark::apiserver
