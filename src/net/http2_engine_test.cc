// HTTP/2 as frames in and frames out, made by hand so that rules can be broken.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "net/engine_test_support.h"

namespace seamark::net {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

enum FrameType : uint8_t {
  kData,
  kHeaders,
  kPriority,
  kReset,
  kSettings,
  kPush,
  kPing,
  kGoAway,
  kWindow,
  kContinuation
};
constexpr uint8_t kEndStream = 1, kAck = 1, kEndHeaders = 4, kPadded = 8;

struct Frame {
  uint8_t type;
  uint8_t flags;
  uint32_t stream;
  std::string payload;
};

std::string number(uint32_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
  return out;
}
uint32_t number(std::string_view bytes) {
  uint32_t out = 0;
  for (const char c : bytes) out = out << 8 | static_cast<uint8_t>(c);
  return out;
}
std::string frame(uint8_t type, uint8_t flags, uint32_t stream, const std::string& payload = {}) {
  return number(static_cast<uint32_t>(payload.size()), 3) + static_cast<char>(type) +
         static_cast<char>(flags) + number(stream, 4) + payload;
}
// A literal field without indexing and without Huffman (RFC 7541 6.2.2).
std::string field(const std::string& name, const std::string& value) {
  const auto length = [](size_t size) {
    if (size < 127) return std::string(1, static_cast<char>(size));
    std::string out(1, '\x7f');
    for (size -= 127; size >= 128; size /= 128) out += static_cast<char>(size % 128 + 128);
    return out + static_cast<char>(size);
  };
  return std::string(1, '\0') + length(name.size()) + name + length(value.size()) + value;
}
std::string requestFields(const std::string& method, const std::string& path) {
  return field(":method", method) + field(":scheme", "https") + field(":authority", "h") +
         field(":path", path);
}
std::string get(uint32_t stream, const std::string& path) {
  return frame(kHeaders, kEndStream | kEndHeaders, stream, requestFields("GET", path));
}
std::string post(uint32_t stream, const std::string& path) {
  return frame(kHeaders, kEndHeaders, stream, requestFields("POST", path));
}
std::vector<Frame> framesIn(std::string_view bytes) {
  std::vector<Frame> out;
  while (bytes.size() >= 9) {
    const uint32_t length = number(bytes.substr(0, 3));
    out.push_back({static_cast<uint8_t>(bytes[3]), static_cast<uint8_t>(bytes[4]), number(bytes.substr(5, 4)),
                   std::string(bytes.substr(9, length))});
    bytes.remove_prefix(9 + length);
  }
  return out;
}

struct Http2 : EngineUnderTest {
  explicit Http2(HttpLimits wanted = {}, const std::string& settings = {})
      : EngineUnderTest(makeHttp2Engine, wanted) {
    engine->receive("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(kSettings, 0, 0, settings));
    output();
  }
  std::vector<Frame> exchange(const std::string& bytes) {
    engine->receive(bytes);
    return framesIn(output());
  }
  // The code of the GOAWAY among `frames`; -1: none.
  static int64_t goAwayCode(const std::vector<Frame>& frames) {
    for (const auto& f : frames)
      if (f.type == kGoAway) return number(std::string_view(f.payload).substr(4, 4));
    return -1;
  }
  static std::string body(const std::vector<Frame>& frames, uint32_t stream) {
    std::string out;
    for (const auto& f : frames)
      if (f.type == kData && f.stream == stream) out += f.payload;
    return out;
  }
  static const Frame* find(const std::vector<Frame>& frames, uint8_t type, uint32_t stream) {
    for (const auto& f : frames)
      if (f.type == type && f.stream == stream) return &f;
    return nullptr;
  }
};

constexpr int64_t kProtocolError = 1, kCalm = 11;

TEST(Http2Engine, AnswersManyStreams) {
  Http2 http;
  const auto frames = http.exchange(get(1, "/a") + get(3, "/b%20c?q") + post(5, "/p") +
                                    frame(kData, 0, 5, "he") + frame(kData, kEndStream, 5, "llo"));
  EXPECT_EQ(Http2::body(frames, 1), "</a:>");
  EXPECT_EQ(Http2::body(frames, 3), "</b c:>");
  EXPECT_EQ(Http2::body(frames, 5), "</p:hello>");
  EXPECT_EQ(http.requests[0].httpMajor, 2);
  EXPECT_EQ(*http.requests[0].headers.find("host"), "h");
  EXPECT_FALSE(http.engine->finished());
}

TEST(Http2Engine, TakesBytesInPiecesOfAnySize) {
  Http2 http;
  const std::string bytes = post(1, "/p") + frame(kData, kEndStream, 1, "hello");
  for (const char c : bytes) http.engine->receive(std::string_view(&c, 1));
  EXPECT_EQ(Http2::body(framesIn(http.output()), 1), "</p:hello>");
}

TEST(Http2Engine, StreamsDrainAndFinish) {
  Http2 http;
  http.exchange(get(1, "/hold"));
  int drained = 0;
  http.held[0]->onDrained([&] { ++drained; });
  http.held[0]->start(200, {});
  EXPECT_NE(Http2::find(framesIn(http.output()), kHeaders, 1), nullptr);
  http.held[0]->write(Bytes("ab"));
  http.held[0]->write(Bytes("cd"));
  auto frames = framesIn(http.output());
  ASSERT_EQ(frames.size(), 1u);  // one turn, one frame
  EXPECT_EQ(frames[0].payload, "abcd");
  EXPECT_EQ(drained, 1);
  http.held[0]->finish();
  frames = framesIn(http.output());
  EXPECT_EQ(frames.at(0).flags & kEndStream, kEndStream);
  EXPECT_FALSE(http.held[0]->closed());
}

TEST(Http2Engine, AResetReachesTheHandlerAndAbortReachesThePeer) {
  Http2 http;
  http.exchange(get(1, "/hold") + get(3, "/hold"));
  int gone = 0;
  http.held[0]->onClosed([&] { ++gone; });
  http.exchange(frame(kReset, 0, 1, number(8, 4)));
  EXPECT_EQ(gone, 1);
  http.held[0]->respond(200, {}, {Bytes("late")});
  EXPECT_TRUE(http.held[0]->closed());
  http.held[1]->start(200, {});
  http.held[1]->write(Bytes("x"));
  http.held[1]->abort();
  const auto frames = framesIn(http.output());
  EXPECT_NE(Http2::find(frames, kReset, 3), nullptr);
  EXPECT_EQ(Http2::find(frames, kData, 1), nullptr);
}

TEST(Http2Engine, APeerWithoutWindowIsResetInTheEnd) {
  Http2 http({}, number(4, 2) + number(0, 4));  // SETTINGS_INITIAL_WINDOW_SIZE 0
  http.exchange(get(1, "/hold"));
  http.held[0]->start(200, {});
  http.held[0]->write(Bytes(std::string(1000, 'x')));
  http.output();
  EXPECT_EQ(http.held[0]->queued(), 1000u);  // grows with what is written and nothing else
  EXPECT_TRUE(http.pass(59s));
  EXPECT_FALSE(http.held[0]->closed());
  EXPECT_TRUE(http.pass(2s));
  EXPECT_TRUE(http.held[0]->closed());
  EXPECT_NE(Http2::find(framesIn(http.output()), kReset, 1), nullptr);
}

TEST(Http2Engine, RapidResetIsAnsweredWithGoAway) {
  HttpLimits limits;
  limits.resetsPerMinute = 100;
  Http2 http(limits);
  std::string bytes;
  for (uint32_t i = 0; i < 200; ++i)
    bytes += get(1 + 2 * i, "/hold") + frame(kReset, 0, 1 + 2 * i, number(8, 4));
  const auto frames = http.exchange(bytes);
  EXPECT_EQ(Http2::goAwayCode(frames), kCalm);
  EXPECT_TRUE(http.engine->finished());
}

TEST(Http2Engine, CancelledWatchesAreNotRapidReset) {
  HttpLimits limits;
  limits.resetsPerMinute = 10;
  Http2 http(limits);
  for (uint32_t i = 0; i < 200; ++i) {
    http.exchange(get(1 + 2 * i, "/hold"));
    http.held.back()->start(200, {});
    http.output();
    EXPECT_EQ(Http2::goAwayCode(http.exchange(frame(kReset, 0, 1 + 2 * i, number(8, 4)))), -1);
  }
  EXPECT_FALSE(http.engine->finished());
}

TEST(Http2Engine, ResetsThatThePeerProvokesCountToo) {
  HttpLimits limits;
  limits.resetsPerMinute = 100;
  Http2 http(limits);
  int64_t code = -1;
  for (uint32_t i = 0; i < 200 && code < 0; ++i)  // a window that overflows is a stream error
    code = Http2::goAwayCode(
        http.exchange(get(1 + 2 * i, "/hold") + frame(kWindow, 0, 1 + 2 * i, number(0x7fffffff, 4))));
  EXPECT_EQ(code, kCalm);
}

TEST(Http2Engine, FloodsOfFramesThatDoNothingEndTheConnection) {
  HttpLimits limits;
  limits.idleFramesPerMinute = 500;
  const std::string floods[] = {frame(kPing, 0, 0, "12345678"), frame(kSettings, 0, 0),
                                frame(kPriority, 0, 1, number(3, 4) + "x"), frame(kData, 0, 1),
                                frame(kData, kPadded, 1, std::string(3, '\2'))};
  for (const auto& one : floods) {
    Http2 http(limits);
    http.exchange(post(1, "/x"));
    int64_t code = -1;
    for (int i = 0; i < 1000 && code < 0; ++i) code = Http2::goAwayCode(http.exchange(one));
    EXPECT_EQ(code, kCalm) << static_cast<int>(one[3]);
    EXPECT_TRUE(http.engine->finished());
  }
}

TEST(Http2Engine, PingsThatAreNotReadAreBounded) {
  Http2 http;
  std::string bytes;
  for (int i = 0; i < 3000; ++i) bytes += frame(kPing, 0, 0, "12345678");
  http.engine->receive(bytes);  // nothing is produced in between
  EXPECT_LT(http.output().size(), 1100u * 17);
  EXPECT_TRUE(http.engine->finished());
}

TEST(Http2Engine, ContinuationFloodsEndTheConnection) {
  Http2 http;
  std::string bytes = frame(kHeaders, 0, 1, requestFields("GET", "/x"));
  for (int i = 0; i < 1000; ++i) bytes += frame(kContinuation, 0, 1, field("x", "y"));
  http.engine->receive(bytes);
  http.output();
  EXPECT_TRUE(http.engine->finished());
  EXPECT_TRUE(http.requests.empty());
}

TEST(Http2Engine, LongHeadersAre431) {
  HttpLimits limits;
  limits.headerBytes = 2000;
  Http2 http(limits);
  const auto frames = http.exchange(frame(kHeaders, kEndStream | kEndHeaders, 1,
                                          requestFields("GET", "/x") + field("a", std::string(3000, 'a'))));
  EXPECT_THAT(Http2::body(frames, 1), HasSubstr("431"));
  EXPECT_TRUE(http.requests.empty());
  EXPECT_EQ(Http2::body(http.exchange(get(3, "/ok")), 3), "</ok:>");
}

TEST(Http2Engine, BodiesAboveTheLimitAreToldAtOnceAndTheRestIsReadIntoNothing) {
  HttpLimits limits;
  limits.bodyBytes = 10;
  Http2 http(limits);
  const auto frames =
      http.exchange(post(1, "/x") + frame(kData, 0, 1, "12345678") + frame(kData, 0, 1, "12345678"));
  ASSERT_EQ(http.requests.size(), 1u);
  EXPECT_TRUE(http.requests[0].bodyTooLarge);
  EXPECT_EQ(Http2::body(frames, 1), "</x:>");
  // A client that is cut off while it sends would miss the answer.
  EXPECT_EQ(Http2::find(frames, kReset, 1), nullptr);
  EXPECT_EQ(Http2::find(http.exchange(frame(kData, kEndStream, 1, "12345678")), kReset, 1), nullptr);
  EXPECT_EQ(http.requests.size(), 1u);
  EXPECT_EQ(Http2::body(http.exchange(get(3, "/ok")), 3), "</ok:>");
}

TEST(Http2Engine, NotEverythingIsReadIntoNothing) {
  HttpLimits limits;
  limits.bodyBytes = 10;
  const std::string tooLarge = post(1, "/x") + frame(kData, 0, 1, std::string(11, 'x'));
  Http2 slow(limits);
  slow.exchange(tooLarge);
  EXPECT_TRUE(slow.pass(61s));
  Http2 endless(limits);
  endless.exchange(tooLarge);
  std::vector<Frame> frames;
  for (int i = 0; i < 2000 && !Http2::find(frames, kReset, 1); ++i)
    frames = endless.exchange(frame(kData, 0, 1, std::string(16'384, 'x')));
  for (const auto& last : {framesIn(slow.output()), frames}) {
    const Frame* reset = Http2::find(last, kReset, 1);
    ASSERT_NE(reset, nullptr);
    EXPECT_EQ(number(reset->payload), 0u);  // NO_ERROR: it has its answer
  }
}

TEST(Http2Engine, LargeBodiesShareOneBudget) {
  HttpLimits limits;
  limits.allUnfinishedBytes = 20'000;
  Http2 http(limits);
  std::string bytes = post(1, "/x");
  for (int i = 0; i < 6; ++i) bytes += frame(kData, 0, 1, std::string(16'000, 'x'));
  const auto frames = http.exchange(bytes);
  EXPECT_THAT(Http2::body(frames, 1), HasSubstr("429"));
  EXPECT_TRUE(http.requests.empty());
  EXPECT_TRUE(http.unfinished.take(20'000)) << "nothing is held any more";
  http.exchange(post(3, "/small") + frame(kData, kEndStream, 3, std::string(16'000, 'x')));
  EXPECT_EQ(http.requests.size(), 1u) << "a little is everybody's own";
}

TEST(Http2Engine, AStrangersLargeBodyIsNotReadAndTheAnswerComesAtOnce) {
  Http2 http;
  const auto start = [](uint32_t stream, const std::string& path) {
    std::string bytes = post(stream, path);
    for (int i = 0; i < 5; ++i) bytes += frame(kData, 0, stream, std::string(16'000, 'x'));
    return bytes;
  };
  EXPECT_EQ(Http2::body(http.exchange(start(1, "/stranger")), 1), "</stranger:>");
  EXPECT_TRUE(http.requests.at(0).bodyUnread);
  EXPECT_EQ(Http2::body(http.exchange(start(3, "/known")), 3), "");
  http.exchange(frame(kData, kEndStream, 3, "y"));
  EXPECT_EQ(http.requests.at(1).body.size(), 80'001u);
  EXPECT_EQ(http.gateAsked, 2u);
  EXPECT_TRUE(http.unfinished.take(http.limits.allUnfinishedBytes)) << "nothing is held any more";
}

TEST(Http2Engine, UnfinishedBodiesOfAConnectionAreBounded) {
  HttpLimits limits;
  limits.unfinishedBytes = 50'000;
  Http2 http(limits);
  std::vector<Frame> frames;
  for (uint32_t i = 0; i < 5; ++i)
    for (auto& f :
         http.exchange(post(1 + 2 * i, "/x") + frame(kData, 0, 1 + 2 * i, std::string(15'000, 'x'))))
      frames.push_back(f);
  const Frame* reset = Http2::find(frames, kReset, 7);
  ASSERT_NE(reset, nullptr);
  EXPECT_EQ(number(reset->payload), kCalm);
  EXPECT_EQ(Http2::find(frames, kReset, 1), nullptr);
  EXPECT_THAT(Http2::body(http.exchange(frame(kData, kEndStream, 1)), 1), HasSubstr("xxx"));
}

TEST(Http2Engine, FieldsThatWaitForABodyAreBoundedToo) {
  HttpLimits limits;
  limits.unfinishedBytes = 50'000;
  limits.allUnfinishedBytes = 0;
  Http2 http(limits);
  const auto large = [](uint32_t stream) {
    return frame(kHeaders, kEndHeaders, stream,
                 requestFields("POST", "/x") + field("a", std::string(15'000, 'a')));
  };
  std::vector<Frame> frames = http.exchange(large(1) + large(3) + large(5) + large(7));
  const Frame* reset = Http2::find(frames, kReset, 7);
  ASSERT_NE(reset, nullptr);
  EXPECT_EQ(number(reset->payload), kCalm);
  limits.unfinishedBytes = 200'000;
  Http2 shared(limits);
  std::string bytes;
  for (uint32_t i = 1; i < 11; i += 2) bytes += large(i);
  EXPECT_THAT(Http2::body(shared.exchange(bytes), 9), HasSubstr("429"));
  EXPECT_TRUE(shared.requests.empty());
}

TEST(Http2Engine, TooManyStreamsAreRefused) {
  HttpLimits limits;
  limits.streamsPerConnection = 5;
  Http2 http(limits);
  std::string bytes;
  for (uint32_t i = 0; i < 8; ++i) bytes += get(1 + 2 * i, "/hold");
  const auto frames = http.exchange(bytes);
  EXPECT_EQ(http.requests.size(), 5u);
  const Frame* reset = Http2::find(frames, kReset, 15);
  ASSERT_NE(reset, nullptr);
  EXPECT_EQ(number(reset->payload), 7u);  // REFUSED_STREAM
  // Who has acknowledged the limit and goes on breaks the protocol.
  Http2 told(limits);
  told.exchange(frame(kSettings, kAck, 0));
  EXPECT_EQ(Http2::goAwayCode(told.exchange(bytes)), kProtocolError);
  EXPECT_EQ(told.requests.size(), 5u);
}

TEST(Http2Engine, BrokenFramesEndTheConnection) {
  const std::string broken[] = {
      frame(kData, 0, 0, "x"), frame(kHeaders, kEndHeaders, 2, requestFields("GET", "/")),
      frame(kPing, 0, 0, "short"), frame(kHeaders, kEndHeaders, 1, "\xff\xff\xff\xff\xff"),
      std::string(100, '\xff')};
  for (const auto& bytes : broken) {
    Http2 http;
    http.exchange(bytes);
    EXPECT_TRUE(http.engine->finished());
  }
  HttpLimits limits;
  EngineUnderTest other(makeHttp2Engine, limits);
  other.engine->receive("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  other.output();
  EXPECT_TRUE(other.engine->finished());
  Http2 missing;
  const auto frames = missing.exchange(frame(kHeaders, kEndStream | kEndHeaders, 1, field(":method", "GET")));
  const Frame* reset = Http2::find(frames, kReset, 1);
  ASSERT_NE(reset, nullptr);
  EXPECT_EQ(number(reset->payload), kProtocolError);
}

TEST(Http2Engine, SlowRequestsAndIdleConnectionsEnd) {
  Http2 body;
  body.exchange(post(1, "/x") + frame(kData, 0, 1, "x") + get(3, "/hold"));
  EXPECT_TRUE(body.pass(61s));
  EXPECT_NE(Http2::find(framesIn(body.output()), kReset, 1), nullptr);
  EXPECT_FALSE(body.engine->finished());
  EXPECT_TRUE(body.pass(24h));  // stream 3 is the handler's affair
  Http2 head;
  head.exchange(frame(kHeaders, 0, 1, requestFields("GET", "/x")));
  EXPECT_TRUE(head.pass(31s));
  EXPECT_FALSE(head.pass(2s));
  Http2 idle;
  EXPECT_TRUE(idle.pass(179s));
  EXPECT_FALSE(idle.engine->finished());
  idle.pass(2s);
  EXPECT_EQ(Http2::goAwayCode(framesIn(idle.output())), 0);
  EXPECT_TRUE(idle.engine->finished());
  HttpLimits limits;
  EngineUnderTest silent(makeHttp2Engine, limits);
  EXPECT_FALSE(silent.pass(33s));  // no preface
}

TEST(Http2Engine, ShutdownSaysGoAwayAndFinishesWhatIsUnderWay) {
  Http2 http;
  http.exchange(get(1, "/hold"));
  http.engine->beginShutdown();
  EXPECT_EQ(Http2::goAwayCode(framesIn(http.output())), 0);
  EXPECT_FALSE(http.engine->finished());
  http.exchange(get(3, "/late"));
  EXPECT_EQ(http.requests.size(), 1u);
  http.held[0]->respond(200, {}, {Bytes("done")});
  EXPECT_EQ(Http2::body(framesIn(http.output()), 1), "done");
  EXPECT_TRUE(http.engine->finished());
}

TEST(Http2Engine, DroppedRequestsAre500) {
  Http2 http;
  http.exchange(get(1, "/drop") + get(3, "/throw"));
  http.executor.runReady();
  const auto frames = framesIn(http.output());
  EXPECT_THAT(Http2::body(frames, 1), HasSubstr("Internal Server Error"));
  EXPECT_NE(Http2::find(frames, kHeaders, 3), nullptr);
}

}  // namespace
}  // namespace seamark::net
