// HTTP/1.1 as bytes in and bytes out.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "net/engine_test_support.h"

namespace seamark::net {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct Http1 : EngineUnderTest {
  explicit Http1(HttpLimits wanted = {}) : EngineUnderTest(makeHttp1Engine, wanted) {}
  std::string exchange(std::string_view bytes) {
    engine->receive(bytes);
    return output();
  }
};

TEST(Http1Engine, AnswersAndKeepsTheConnection) {
  Http1 http;
  const std::string answer = http.exchange("GET /a%20b?x=1 HTTP/1.1\r\nHost: h\r\nAccept: */*\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("content-length: 7\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\n</a b:>"));
  EXPECT_THAT(answer, HasSubstr("date: "));
  ASSERT_EQ(http.requests.size(), 1u);
  EXPECT_EQ(http.requests[0].target, "/a%20b?x=1");
  EXPECT_EQ(*http.requests[0].headers.find("accept"), "*/*");
  EXPECT_EQ(http.requests[0].peer->address, "192.0.2.1:5");
  EXPECT_FALSE(http.engine->finished());
  EXPECT_THAT(http.exchange("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n"), HasSubstr("</2:>"));
}

TEST(Http1Engine, TakesBytesInPiecesOfAnySize) {
  const std::string bytes =
      "\r\nPOST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n "
      "world\r\n0\r\n"
      "Trailer: t\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n";
  for (size_t piece = 1; piece < 40; ++piece) {
    Http1 http;
    std::string answer;
    for (size_t at = 0; at < bytes.size(); at += piece)
      answer += http.exchange(std::string_view(bytes).substr(at, piece));
    EXPECT_THAT(answer, HasSubstr("</p:hello world>")) << piece;
    EXPECT_THAT(answer, HasSubstr("</next:>")) << piece;
  }
}

TEST(Http1Engine, TheLastChunkMayComeInPieces) {
  const std::string bytes = "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (size_t first = bytes.size() - 5; first < bytes.size(); ++first) {
    Http1 http;
    std::string answer = http.exchange(std::string_view(bytes).substr(0, first));
    for (size_t at = first; at < bytes.size(); ++at)
      answer += http.exchange(std::string_view(bytes).substr(at, 1));
    EXPECT_THAT(answer, HasSubstr("</p:>")) << first;
  }
}

TEST(Http1Engine, PipelinedRequestsAreAnsweredInOrder) {
  Http1 http;
  http.engine->receive("GET /hold HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(http.output(), "");
  EXPECT_EQ(http.requests.size(), 1u);
  http.held[0]->respond(200, {}, {Bytes("first")});
  const std::string answer = http.output();
  EXPECT_LT(answer.find("first"), answer.find("</b:>"));
  EXPECT_EQ(http.requests.size(), 2u);
}

TEST(Http1Engine, StopsListeningWhileTooMuchWaitsBehindARequest) {
  Http1 http;
  http.engine->receive("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(http.engine->wantsInput());
  http.engine->receive(std::string(70'000, 'x'));
  EXPECT_FALSE(http.engine->wantsInput());
}

TEST(Http1Engine, StreamsAreChunkedAndDrained) {
  Http1 http;
  http.engine->receive("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  int drained = 0;
  http.held[0]->onDrained([&] { ++drained; });
  http.held[0]->start(200, {});
  EXPECT_THAT(http.output(), HasSubstr("transfer-encoding: chunked\r\n"));
  http.held[0]->write(Bytes("ab"));
  http.held[0]->write(Bytes("cd"));
  EXPECT_EQ(http.held[0]->queued(), 4u);
  EXPECT_EQ(http.output(), "4\r\nabcd\r\n");
  EXPECT_EQ(drained, 1);
  EXPECT_EQ(http.held[0]->queued(), 0u);
  http.held[0]->finish();
  EXPECT_EQ(http.output(), "0\r\n\r\n");
  EXPECT_FALSE(http.held[0]->closed());
  EXPECT_THAT(http.exchange("GET /n HTTP/1.1\r\nHost: h\r\n\r\n"), HasSubstr("</n:>"));
}

TEST(Http1Engine, LargeBodiesComeInRecordsOfAnySize) {
  for (const size_t room : {25u, 100u, 16'384u}) {
    Http1 http;
    http.engine->receive("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
    http.held[0]->start(200, {});
    http.output();
    http.held[0]->write(Bytes(std::string(50'000, 'x')));
    http.held[0]->finish();
    const std::string out = http.output(room);
    EXPECT_EQ(std::count(out.begin(), out.end(), 'x'), 50'000);
    EXPECT_TRUE(out.ends_with("\r\n0\r\n\r\n"));
  }
}

TEST(Http1Engine, HeadHasLengthsButNoBody) {
  Http1 http;
  const std::string answer = http.exchange("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("content-length: 5\r\n"));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
  EXPECT_THAT(http.exchange("GET /y HTTP/1.1\r\nHost: h\r\n\r\n"), StartsWith("HTTP/1.1 200"));
}

TEST(Http1Engine, ConnectionCloseAndHttp10EndIt) {
  Http1 http;
  const auto answer = http.exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("connection: close"));
  EXPECT_TRUE(http.engine->finished());
  Http1 old;
  old.engine->receive("GET /hold HTTP/1.0\r\n\r\n");
  old.held[0]->start(200, {});
  old.held[0]->write(Bytes("until the end"));
  old.held[0]->finish();
  EXPECT_TRUE(old.output().ends_with("\r\n\r\nuntil the end"));
  EXPECT_TRUE(old.engine->finished());
}

TEST(Http1Engine, BrokenRequestsAreRefusedAndTheConnectionEnds) {
  const struct {
    std::string_view bytes, status;
  } cases[] = {
      {"NONSENSE\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},                            // no Host
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},      //
      {"GET / HTTP/3.7\r\nHost: h\r\n\r\n", "505"},                 //
      {"GET / HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n", "400"},  //
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},  //
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", "400"},  //
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", "400"},           //
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -3\r\n\r\n", "400"},                               //
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", "501"},                          //
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},                 //
      {"POST / HTTP/1.1\r\nHost: h\r\nExpect: tea\r\nContent-Length: 1\r\n\r\n", "417"},                 //
      {"GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n", "400"},
  };
  for (const auto& c : cases) {
    Http1 http;
    EXPECT_THAT(http.exchange(c.bytes), StartsWith(fmt::format("HTTP/1.1 {} ", c.status))) << c.bytes;
    EXPECT_TRUE(http.engine->finished()) << c.bytes;
    EXPECT_TRUE(http.requests.empty()) << c.bytes;
  }
}

TEST(Http1Engine, LongHeadersAre431) {
  HttpLimits limits;
  limits.headerBytes = 4096;
  Http1 one(limits);
  EXPECT_THAT(one.exchange("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(8000, 'x')),
              StartsWith("HTTP/1.1 431"));
  Http1 many(limits);
  std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\n";
  std::string answer;
  many.engine->receive(bytes);
  for (int i = 0; i < 1000 && !many.engine->finished(); ++i) {
    many.engine->receive(fmt::format("X-{}: abcdefgh\r\n", i));
    answer += many.output();
  }
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 431"));
}

TEST(Http1Engine, ManySmallFieldsAre431Too) {
  Http1 http;
  std::string fields;
  for (int i = 0; i < 40'000; ++i) fields += "a:\r\n";
  EXPECT_THAT(http.exchange("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n"), StartsWith("HTTP/1.1 431"));
}

TEST(Http1Engine, ChunkLinesAndTrailersAreBounded) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string start : {"1;", "0\r\nX: "}) {
    Http1 http;
    std::string answer = http.exchange(head + start);
    for (int i = 0; i < 10 && answer.empty(); ++i) answer = http.exchange(std::string(1024, 'a'));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400")) << start;
    EXPECT_TRUE(http.engine->finished());
  }
}

TEST(Http1Engine, LargeBodiesShareOneBudget) {
  HttpLimits limits;
  limits.allUnfinishedBytes = 100'000;
  Http1 http(limits);
  const std::string large = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n";
  const std::string answer = http.exchange(large + std::string(200'000, 'x'));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 429"));
  EXPECT_THAT(answer, HasSubstr("retry-after: 1"));
  EXPECT_TRUE(http.engine->finished());
  EXPECT_TRUE(http.unfinished.take(100'000)) << "nothing is held any more";
  const auto small = makeHttp1Engine({http.executor, http.limits, http.handler, {}, [] {}, &http.unfinished});
  small->receive("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n" +
                 std::string(50'000, 'x'));
  small->receive(std::string(10'000, 'x'));
  ASSERT_EQ(http.requests.size(), 1u) << "a little is everybody's own";
  EXPECT_EQ(http.requests[0].path, "/small");
}

TEST(Http1Engine, AStrangersLargeBodyIsNotReadAndTheAnswerComesAtOnce) {
  const auto start = [](const std::string& path) {
    return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n" +
           std::string(70'000, 'x');
  };
  Http1 stranger, known, small;
  EXPECT_THAT(stranger.exchange(start("/stranger")), HasSubstr("</stranger:>"));
  EXPECT_TRUE(stranger.requests.at(0).bodyUnread);
  EXPECT_EQ(stranger.exchange(std::string(130'000, 'x')), "") << "thrown away";
  EXPECT_TRUE(stranger.engine->finished());
  EXPECT_EQ(known.exchange(start("/known")), "");
  EXPECT_THAT(known.exchange(std::string(130'000, 'x')), HasSubstr("</known:xxx"));
  EXPECT_EQ(known.gateAsked, 1u);
  small.exchange("POST /stranger HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n");
  EXPECT_THAT(small.exchange(std::string(60'000, 'x')), HasSubstr("</stranger:xxx"));
  EXPECT_EQ(small.gateAsked, 0u);
}

TEST(RequestBudget, StrangersGetAQuarter) {
  constexpr size_t kOwn = RequestShare::kOwnBytes;
  RequestBudget budget(1000);
  RequestShare stranger(&budget, true), other(&budget, true), known(&budget);
  EXPECT_TRUE(stranger.resize(kOwn + 200));
  EXPECT_FALSE(other.resize(kOwn + 51));
  EXPECT_TRUE(other.resize(kOwn + 50));
  EXPECT_TRUE(known.resize(kOwn + 750));
  EXPECT_FALSE(known.resize(kOwn + 751));
  known.resize(0);
  stranger.know();
  EXPECT_TRUE(other.resize(kOwn + 250));
  EXPECT_TRUE(stranger.resize(kOwn + 750));
  EXPECT_FALSE(other.resize(kOwn + 251));
}

TEST(Http1Engine, LargeFieldsShareItToo) {
  HttpLimits limits;
  limits.allUnfinishedBytes = 100'000;
  const std::string field = "X: " + std::string(200'000, 'x');
  Http1 whole(limits), open(limits);
  EXPECT_THAT(whole.exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n" + field + "\r\n\r\nx"),
              StartsWith("HTTP/1.1 429"));
  EXPECT_THAT(open.exchange("GET / HTTP/1.1\r\nHost: h\r\n" + field), StartsWith("HTTP/1.1 429"));
}

TEST(Http1Engine, BodiesAboveTheLimitAreToldAtOnceAndEndTheConnection) {
  HttpLimits limits;
  limits.bodyBytes = 10;
  Http1 known(limits);
  EXPECT_THAT(known.exchange("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n"),
              HasSubstr("</x:>"));
  EXPECT_TRUE(known.requests.at(0).bodyTooLarge);
  EXPECT_TRUE(known.engine->finished());
  Http1 chunked(limits);
  chunked.engine->receive(
      "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n");
  EXPECT_TRUE(chunked.requests.empty());
  EXPECT_THAT(chunked.exchange("8\r\n12345678\r\n"), HasSubstr("connection: close"));
  EXPECT_TRUE(chunked.requests.at(0).bodyTooLarge);
  EXPECT_EQ(chunked.requests.at(0).body, "");
}

TEST(Http1Engine, ExpectContinueIsAnsweredBeforeTheBody) {
  Http1 http;
  EXPECT_EQ(http.exchange("POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"),
            "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_THAT(http.exchange("ab"), HasSubstr("</x:ab>"));
}

TEST(Http1Engine, SlowRequestsEndTheConnection) {
  Http1 head;
  head.engine->receive("GET / HT");
  EXPECT_TRUE(head.pass(31s));
  head.engine->receive("TP/1.1\r\nHost:");  // a byte now and then does not help
  EXPECT_FALSE(head.pass(2s));
  Http1 body;
  body.engine->receive("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nx");
  EXPECT_TRUE(body.pass(59s));
  body.engine->receive("x");
  EXPECT_FALSE(body.pass(2s));
  Http1 idle;
  EXPECT_TRUE(idle.pass(179s));
  EXPECT_FALSE(idle.pass(2s));
  Http1 busy;
  busy.engine->receive("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(busy.pass(24h));  // the handler may take its time
}

TEST(Http1Engine, DroppedAndThrowingHandlersAre500) {
  for (const auto* path : {"/drop", "/throw"}) {
    Http1 http;
    http.engine->receive(fmt::format("GET {} HTTP/1.1\r\nHost: h\r\n\r\n", path));
    http.executor.runReady();
    EXPECT_THAT(http.output(), StartsWith("HTTP/1.1 500")) << path;
  }
}

TEST(Http1Engine, TheHandlerLearnsThatTheClientHasGone) {
  Http1 http;
  http.engine->receive("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  int gone = 0;
  http.held[0]->onClosed([&] { ++gone; });
  http.held[0]->start(200, {});
  http.engine->endOfInput();
  EXPECT_EQ(gone, 1);
  EXPECT_TRUE(http.held[0]->closed());
  http.held[0]->write(Bytes("nobody"));
  http.held[0]->finish();
  EXPECT_EQ(http.held[0]->queued(), 0u);
  EXPECT_TRUE(http.engine->finished());
}

TEST(Http1Engine, AbortClosesWithoutTheEndOfTheBody) {
  Http1 http;
  http.engine->receive("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  http.held[0]->start(200, {});
  http.held[0]->abort();
  EXPECT_THAT(http.output(), Not(HasSubstr("0\r\n\r\n")));
  EXPECT_TRUE(http.engine->finished());
}

TEST(Http1Engine, HeaderValuesCannotSplitAnAnswer) {
  Http1 http;
  http.engine->receive("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
  http.held[0]->respond(200, {{"x", "a\r\nevil: 1"}}, {});
  EXPECT_THAT(http.output(), HasSubstr("x: a  evil: 1\r\n"));
}

TEST(Http1Engine, ShutdownFinishesWhatIsUnderWay) {
  Http1 http;
  http.engine->receive("GET /hold HTTP/1.1\r\nHost: h\r\n\r\nGET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  http.engine->beginShutdown();
  EXPECT_FALSE(http.engine->finished());
  http.held[0]->respond(200, {}, {Bytes("done")});
  EXPECT_THAT(http.output(), HasSubstr("connection: close"));
  EXPECT_TRUE(http.engine->finished());
  EXPECT_EQ(http.requests.size(), 1u);
  Http1 idle;
  idle.engine->beginShutdown();
  EXPECT_TRUE(idle.engine->finished());
}

}  // namespace
}  // namespace seamark::net
