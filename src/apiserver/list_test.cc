// Lists: which version, which page, in which form, and with how much memory. Texts are those of
// tests/conformance/machinery/list.json.
// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include "api/codec.h"
#include "apiserver/continue_token.h"
#include "apiserver/gzip.h"
#include "apiserver/read_fixture.h"

namespace seamark::apiserver {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

api::DecodedList decodedProtobuf(const api::Kind& kind, const std::string& body) {
  const auto envelope = api::openProtobufEnvelope(body);
  EXPECT_TRUE(envelope);
  auto decoded = api::decodeListProtobuf(kind, envelope->raw);
  EXPECT_TRUE(decoded);
  return decoded ? std::move(*decoded) : api::DecodedList{};
}

std::string unzipped(const std::string& body) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string out(16 << 20, '\0'), input = body;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);  // checks size and checksum
  EXPECT_EQ(stream.avail_in, 0u);
  out.resize(out.size() - stream.avail_out);
  inflateEnd(&stream);
  return out;
}

class ListTest : public ReadFixture {
 protected:
  void SetUp() override {
    for (int i = 1; i <= 5; ++i) put("c" + std::to_string(i), std::to_string(i), i % 2 ? "odd" : "even");
    put("other", "1", "odd", "elsewhere");
  }
  static const boost::json::object& meta(const boost::json::object& body) {
    return body.at("metadata").as_object();
  }
  static std::string continueOf(const Answer& answer) {
    const auto body = parsed(answer->body());
    const auto& m = meta(body);
    return m.contains("continue") ? std::string(m.at("continue").as_string()) : std::string();
  }
};

TEST_F(ListTest, EmptyToTheByte) {
  const auto answer = list({}, {}, "nothing");
  EXPECT_EQ(answer->status(), 200);
  EXPECT_EQ(answer->header("content-type"), "application/json");
  EXPECT_EQ(answer->body(),
            R"({"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[]})"
            "\n");
}

TEST_F(ListTest, OneNamespaceOrAll) {
  EXPECT_THAT(names(list({})), ElementsAre("c1", "c2", "c3", "c4", "c5"));
  EXPECT_THAT(names(list({}, {}, "")), ElementsAre("other", "c1", "c2", "c3", "c4", "c5"));
  put("x", "1", "", "ns-2");  // "ns-2/x" sorts before "ns/…"
  EXPECT_THAT(names(list({})), ElementsAre("c1", "c2", "c3", "c4", "c5"));
}

TEST_F(ListTest, Selectors) {
  EXPECT_THAT(names(list({{"labelSelector", "l=odd"}})), ElementsAre("c1", "c3", "c5"));
  EXPECT_THAT(names(list({{"fieldSelector", "metadata.name=c2"}})), ElementsAre("c2"));
  EXPECT_THAT(names(list({{"fieldSelector", "metadata.name!=c2"}, {"labelSelector", "l=even"}})),
              ElementsAre("c4"));
  EXPECT_THAT(names(list({{"fieldSelector", "metadata.name=c2,metadata.name=c3"}})), IsEmpty());
  EXPECT_THAT(names(list({{"fieldSelector", "metadata.namespace=elsewhere"}}, {}, "")), ElementsAre("other"));
  EXPECT_THAT(names(list({{"fieldSelector", "metadata.namespace=elsewhere"}})), IsEmpty());
}

TEST_F(ListTest, PagesAreASnapshot) {
  const auto first = list({{"limit", "2"}});
  EXPECT_THAT(names(first), ElementsAre("c1", "c2"));
  EXPECT_EQ(meta(parsed(first->body())).at("remainingItemCount").to_number<int>(), 3);
  remove("c4");
  put("c45");
  const auto second = list({{"limit", "2"}, {"continue", continueOf(first)}});
  EXPECT_THAT(names(second), ElementsAre("c3", "c4"));
  EXPECT_EQ(meta(parsed(second->body())).at("resourceVersion").as_string(), "7");
  const auto third = list({{"limit", "2"}, {"continue", continueOf(second)}});
  EXPECT_THAT(names(third), ElementsAre("c5"));
  EXPECT_EQ(continueOf(third), "");
  EXPECT_THAT(names(list({})), ElementsAre("c1", "c2", "c3", "c45", "c5"));
}

TEST_F(ListTest, AContinueBehindWhatIsSelectedGivesNothing) {
  const auto first = list({{"limit", "3"}});
  for (const Negotiated& form : {Negotiated{}, Negotiated{.media = MediaType::Protobuf}}) {
    const auto rest = list({{"continue", continueOf(first)}, {"fieldSelector", "metadata.name=c2"}}, form);
    EXPECT_EQ(rest->status(), 200);
    EXPECT_LT(rest->body().size(), 200u);
  }
}

TEST_F(ListTest, APageThatEndsTheListHasNoContinue) {
  EXPECT_EQ(continueOf(list({{"limit", "5"}})), "");
  EXPECT_EQ(continueOf(list({{"limit", "0"}})), "");
  EXPECT_EQ(continueOf(list({{"limit", "-1"}})), "");
  // Whether c4 and c5 are selected has not been looked at.
  const auto selected = list({{"limit", "2"}, {"labelSelector", "l=odd"}});
  EXPECT_THAT(names(selected), ElementsAre("c1", "c3"));
  EXPECT_NE(continueOf(selected), "");
  EXPECT_FALSE(meta(parsed(selected->body())).contains("remainingItemCount"));
}

TEST_F(ListTest, ContinueAcrossNamespaces) {
  const auto first = list({{"limit", "1"}}, {}, "");
  EXPECT_THAT(names(first), ElementsAre("other"));
  EXPECT_THAT(names(list({{"continue", continueOf(first)}}, {}, "")),
              ElementsAre("c1", "c2", "c3", "c4", "c5"));
}

TEST_F(ListTest, AnExpiredContinueOffersAnInconsistentOne) {
  const auto first = list({{"limit", "2"}});
  remove("c3");
  put("late");
  compact(8);
  const auto expired = list({{"continue", continueOf(first)}});
  EXPECT_EQ(expired->status(), 410);
  const auto body = parsed(expired->body());
  EXPECT_EQ(body.at("reason").as_string(), "Expired");
  EXPECT_THAT(message(expired),
              HasSubstr("The provided continue parameter is too old to display a consistent list"));
  const auto rest = list({{"continue", continueOf(expired)}});
  EXPECT_THAT(names(rest), ElementsAre("c4", "c5", "late"));
  EXPECT_EQ(meta(parsed(rest->body())).at("resourceVersion").as_string(), "9");
}

TEST_F(ListTest, ContinueErrors) {
  const auto token = continueOf(list({{"limit", "2"}}));
  const auto why = [&](Query query) { return message(list(std::move(query))); };
  EXPECT_EQ(why({{"continue", "x"}}),
            "invalid continue token: continue key is not valid: illegal base64 data at input byte 0");
  EXPECT_EQ(why({{"continue", "!!"}}),
            "invalid continue token: continue key is not valid: illegal base64 data at input byte 0");
  EXPECT_EQ(
      why({{"continue", "e30"}}),
      "invalid continue token: continue key is not valid: server does not recognize this encoded version ");
  EXPECT_EQ(why({{"continue", token}, {"resourceVersion", "5"}}),
            "specifying resource version is not allowed when using continue");
  EXPECT_THAT(names(list({{"continue", token}, {"resourceVersion", "0"}})), ElementsAre("c3", "c4", "c5"));
  for (const char* start : {"../../secrets/x", "a//b", "a/", "./a", "a/../b", "//a"})
    EXPECT_EQ(list({{"continue", encodeContinue({7, start})}})->status(), 400) << start;
  EXPECT_EQ(list({{"continue", encodeContinue({-1, "/a"})}})->status(), 200);
}

TEST_F(ListTest, Versions) {
  put("late");
  const auto all = ElementsAre("c1", "c2", "c3", "c4", "c5", "late");
  const auto before = ElementsAre("c1", "c2", "c3", "c4", "c5");
  EXPECT_THAT(names(list({{"resourceVersion", "7"}})), all);
  EXPECT_THAT(names(list({{"resourceVersion", "7"}, {"resourceVersionMatch", "NotOlderThan"}})), all);
  EXPECT_THAT(names(list({{"resourceVersion", "7"}, {"resourceVersionMatch", "Exact"}})), before);
  EXPECT_THAT(names(list({{"resourceVersion", "7"}, {"limit", "9"}})), before);
  EXPECT_THAT(names(list({{"resourceVersion", "0"}, {"limit", "2"}})), all);
  EXPECT_THAT(
      names(list({{"resourceVersion", "7"}, {"limit", "2"}, {"resourceVersionMatch", "NotOlderThan"}})),
      ElementsAre("c1", "c2"));
  compact(8);
  const auto gone = list({{"resourceVersion", "7"}, {"resourceVersionMatch", "Exact"}});
  EXPECT_EQ(gone->status(), 410);
  EXPECT_EQ(message(gone), "The resourceVersion for the provided list is too old.");
}

TEST_F(ListTest, AVersionStillToComeIsWaitedFor) {
  const auto answer = list({{"resourceVersion", "8"}});
  EXPECT_FALSE(answer->finished());
  put("late");
  loop_.runReady();
  EXPECT_THAT(names(answer), testing::Contains("late"));

  for (const char* match : {"", "Exact"}) {
    const auto never = list({{"resourceVersion", "99"}, {"resourceVersionMatch", match}});
    loop_.advance(std::chrono::milliseconds(2900));
    EXPECT_FALSE(never->finished());
    loop_.advance(std::chrono::milliseconds(200));
    EXPECT_EQ(never->status(), 504);
    EXPECT_EQ(message(never), "Timeout: Too large resource version: 99, current: 8");
    const auto body = parsed(never->body());
    EXPECT_EQ(body.at("details").at("causes").at(0).at("reason").as_string(), "ResourceVersionTooLarge");
    EXPECT_EQ(body.at("details").at("retryAfterSeconds").to_number<int>(), 1);
  }
}

TEST_F(ListTest, PartialMetadataAndTable) {
  const auto partial =
      parsed(list({{"limit", "1"}}, {.as = Representation::PartialObjectMetadata, .asList = true})->body());
  EXPECT_EQ(partial.at("kind").as_string(), "PartialObjectMetadataList");
  EXPECT_EQ(partial.at("apiVersion").as_string(), "meta.k8s.io/v1");
  const auto& item = partial.at("items").at(0).as_object();
  EXPECT_EQ(item.at("kind").as_string(), "PartialObjectMetadata");
  EXPECT_EQ(item.at("metadata").at("name").as_string(), "c1");
  EXPECT_FALSE(item.contains("data"));

  const auto table =
      parsed(list({{"limit", "1"}}, {.as = Representation::Table, .metaVersion = "v1beta1"})->body());
  EXPECT_EQ(table.at("kind").as_string(), "Table");
  EXPECT_EQ(table.at("apiVersion").as_string(), "meta.k8s.io/v1beta1");
  EXPECT_EQ(table.at("metadata").at("remainingItemCount").to_number<int>(), 4);
  EXPECT_EQ(table.at("columnDefinitions").at(0).at("format").as_string(), "name");
  const auto& row = table.at("rows").at(0).as_object();
  EXPECT_EQ(row.at("cells").at(0).as_string(), "c1");
  EXPECT_EQ(row.at("object").at("kind").as_string(), "PartialObjectMetadata");

  const Negotiated asTable{.as = Representation::Table};
  EXPECT_THAT(list({{"includeObject", "None"}}, asTable)->body(), HasSubstr(R"("object":null)"));
  EXPECT_THAT(list({{"includeObject", "Object"}}, asTable)->body(),
              HasSubstr(R"("object":{"kind":"ConfigMap",)"));
  EXPECT_EQ(list({{"includeObject", "Some"}}, asTable)->status(), 400);
}

TEST_F(ListTest, Protobuf) {
  const auto answer = list({}, {.media = MediaType::Protobuf});
  EXPECT_EQ(answer->header("content-type"), "application/vnd.kubernetes.protobuf");
  const auto decoded = decodedProtobuf(kind(), answer->body());
  ASSERT_EQ(decoded.items.size(), 5u);
  EXPECT_EQ(decoded.metadata.resourceVersion, "7");
  EXPECT_EQ(api::as<api::ConfigMap>(*decoded.items[4]).data.at("k"), "5");
}

TEST_F(ListTest, YamlAndPretty) {
  EXPECT_THAT(list({}, {.media = MediaType::Yaml})->body(), HasSubstr("kind: ConfigMapList\n"));
  EXPECT_THAT(list({}, {.pretty = true})->body(), HasSubstr("{\n  \"kind\": \"ConfigMapList\","));
}

// A large list is streamed: whatever its size, little waits for a client that reads slowly, and a list that
// has begun shows one version though the store goes on.
TEST_F(ListTest, LargeListsAreStreamedWithinABound) {
  const std::string value(2000, 'x');
  for (int i = 0; i < 1000; ++i) put("big" + std::to_string(i), value);
  auto answer = std::make_shared<RecordingResponder>(loop_);
  answer->stopReading();
  serveList(context({}, {}, answer, "ns"));
  loop_.runReady();
  EXPECT_FALSE(answer->answeredWhole());
  EXPECT_FALSE(answer->finished());
  EXPECT_LT(answer->body().size(), 800u << 10);
  remove("c1");
  for (int i = 0; i < 1000 && !answer->finished(); ++i) answer->drain();
  EXPECT_TRUE(answer->finished());
  EXPECT_LT(answer->mostQueued(), 800u << 10);
  EXPECT_EQ(names(answer).size(), 1005u);
  EXPECT_TRUE(answer->body().ends_with("}]}\n") || answer->body().ends_with("]}\n"));

  const auto proto = list({}, {.media = MediaType::Protobuf});
  EXPECT_EQ(decodedProtobuf(kind(), proto->body()).items.size(), 1004u);
}

TEST_F(ListTest, LargeListsAreCompressedForThoseWhoTakeIt) {
  const std::string value(2000, 'x');
  for (int i = 0; i < 1000; ++i) put("big" + std::to_string(i), value);
  auto answer = std::make_shared<RecordingResponder>(loop_);
  auto asks = context({}, {}, answer, "ns");
  asks->acceptsGzip = true;
  serveList(asks);
  loop_.runReady();
  EXPECT_TRUE(answer->finished());
  EXPECT_EQ(answer->header("content-encoding"), "gzip");
  EXPECT_EQ(answer->header("vary"), "Accept-Encoding");
  EXPECT_TRUE(answer->body().starts_with("\x1f\x8b"));
  EXPECT_LT(answer->body().size(), 200'000u);
  EXPECT_EQ(unzipped(answer->body()), list({})->body());
}

// What one client's list was compressed to serves the next; a change costs the piece that it is in.
TEST_F(ListTest, CompressedPiecesAreKept) {
  const std::string value(2000, 'x');
  for (int i = 0; i < 1000; ++i) put("big" + std::to_string(i), value);
  const auto compressed = [&](const Negotiated& form) {
    auto answer = std::make_shared<RecordingResponder>(loop_);
    auto asks = context({}, form, answer, "ns");
    asks->acceptsGzip = true;
    serveList(asks);
    loop_.runReady();
    return unzipped(answer->body());
  };
  for (const Negotiated& form : {Negotiated{}, Negotiated{.media = MediaType::Protobuf},
                                 Negotiated{.as = Representation::PartialObjectMetadata, .asList = true}}) {
    const uint64_t before = gzipPiecesMade();
    EXPECT_EQ(compressed(form), list({}, form)->body());
    const uint64_t all = gzipPiecesMade() - before;
    EXPECT_GT(all, 5u);
    EXPECT_EQ(compressed(form), list({}, form)->body());
    EXPECT_EQ(gzipPiecesMade() - before, all);
    put("big500", "another");
    EXPECT_EQ(compressed(form), list({}, form)->body());
    EXPECT_EQ(gzipPiecesMade() - before, all + 1);
    remove("big7");
    put("aaa-first");
    EXPECT_EQ(compressed(form), list({}, form)->body());
    EXPECT_LE(gzipPiecesMade() - before, all + 4);
    put("big7", value);
    remove("aaa-first");
  }
}

TEST_F(ListTest, AClientThatGoesAwayEndsTheList) {
  const std::string value(2000, 'x');
  for (int i = 0; i < 1000; ++i) put("big" + std::to_string(i), value);
  auto answer = std::make_shared<RecordingResponder>(loop_);
  std::weak_ptr<RequestContext> alive;
  {
    answer->stopReading();
    auto asks = context({}, {}, answer, "ns");
    alive = asks;
    serveList(std::move(asks));
    loop_.runReady();
  }
  EXPECT_FALSE(alive.expired());
  answer->close();
  EXPECT_TRUE(alive.expired());
  EXPECT_FALSE(answer->finished());
}

}  // namespace
}  // namespace seamark::apiserver
