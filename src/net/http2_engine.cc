// Http2Engine: nghttp2 does framing, HPACK and flow control; this turns streams into requests and answers and
// holds the limits that keep one client from taking everything.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <unordered_map>

#include "base/assert.h"
#include "base/drop_room.h"
#include "net/http2_incoming.h"
#include "net/http2_server_session.h"
#include "net/http2_session.h"
#include "net/http2_unwanted.h"
#include "net/http_engine.h"

namespace seamark::net {
namespace {

class Http2Engine final : public HttpEngine {
 public:
  explicit Http2Engine(EngineContext context);
  ~Http2Engine() override { closed({}); }

  void receive(std::string_view bytes) override;
  void endOfInput() override { goAway(NGHTTP2_NO_ERROR, true); }
  size_t produce(char* buffer, size_t room) override;
  bool wantsInput() const override { return !broken_; }
  bool finished() const override;
  void closed(const Status& why) override;
  bool checkDeadlines(SteadyTime time) override;
  void beginShutdown() override;

  void onStart(Exchange& exchange) override;
  void onWrite(Exchange& exchange) override;
  void onAbort(Exchange& exchange) override { reset(static_cast<int32_t>(exchange.id()), NGHTTP2_CANCEL); }

 private:
  static nghttp2_session_callbacks* callbacks();
  static Http2Engine& self(void* user) { return *static_cast<Http2Engine*>(user); }
  int onBeginHeaders(const nghttp2_frame& frame);
  int onHeader(int32_t id, std::string_view name, std::string_view value);
  int onFrame(const nghttp2_frame& frame);
  int onData(int32_t id, std::string_view data);
  int onStreamClose(int32_t id);
  int onFrameSent(const nghttp2_frame& frame);
  bool unanswered(int32_t id) const;
  void countReset();
  ssize_t readBody(Exchange& exchange, uint8_t* buffer, size_t length, uint32_t* flags);
  size_t takeBody(Exchange& exchange, char* into, size_t length);
  void headersArrived(int32_t id, bool bodyFollows);
  void requestArrived(int32_t id);
  std::optional<Incoming> takeIncoming(int32_t id);
  void reset(int32_t id, uint32_t code);
  void goAway(uint32_t code, bool atOnce);
  void resetStuck(SteadyTime time);
  void bodyUnwanted(int32_t id) {
    nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, id, NGHTTP2_NO_ERROR);
  }
  bool bodyWanted(Incoming& incoming, size_t more);
  bool mayHold(int32_t id);
  void answerTooMuch(int32_t id);
  void answerEarly(int32_t id, int status, Headers headers, std::string_view text);

  Http2SessionPtr session_;
  Http2Output output_;
  std::map<int32_t, Incoming> incoming_;  // in order of arrival, as stream ids grow
  std::unordered_map<int32_t, std::shared_ptr<Exchange>> exchanges_;
  std::vector<std::shared_ptr<Exchange>>
      abandoned_;  // reset; nghttp2 may look at them until the frame is out
  UnwantedBodies unwanted_;
  size_t unfinishedBytes_ = 0;
  RequestShare held_;
  SteadyTime lastActive_;
  MinuteCount resets_, idleFrames_;
  bool settled_ = false;  // the peer's SETTINGS have come
  bool goingAway_ = false;
  bool broken_ = false;  // the session is lost: closes once the rest is out
  bool closed_ = false;
};

nghttp2_session_callbacks* Http2Engine::callbacks() {
  static nghttp2_session_callbacks* const shared = [] {
    nghttp2_session_callbacks* made = nullptr;
    SM_ASSERT(nghttp2_session_callbacks_new(&made) == 0);
    nghttp2_session_callbacks_set_on_begin_headers_callback(
        made, [](nghttp2_session*, const nghttp2_frame* frame, void* user) {
          return self(user).onBeginHeaders(*frame);
        });
    nghttp2_session_callbacks_set_on_header_callback(
        made, [](nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t nameLength,
                 const uint8_t* value, size_t valueLength, uint8_t, void* user) {
          return self(user).onHeader(frame->hd.stream_id, {reinterpret_cast<const char*>(name), nameLength},
                                     {reinterpret_cast<const char*>(value), valueLength});
        });
    nghttp2_session_callbacks_set_on_frame_recv_callback(
        made,
        [](nghttp2_session*, const nghttp2_frame* frame, void* user) { return self(user).onFrame(*frame); });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        made, [](nghttp2_session*, uint8_t, int32_t id, const uint8_t* data, size_t length, void* user) {
          return self(user).onData(id, {reinterpret_cast<const char*>(data), length});
        });
    nghttp2_session_callbacks_set_send_data_callback(
        made, [](nghttp2_session*, nghttp2_frame*, const uint8_t* header, size_t length, nghttp2_data_source*,
                 void* user) {
          self(user).output_.completeFrame(header, length);
          return 0;
        });
    nghttp2_session_callbacks_set_on_frame_send_callback(
        made, [](nghttp2_session*, const nghttp2_frame* frame, void* user) {
          return self(user).onFrameSent(*frame);
        });
    nghttp2_session_callbacks_set_on_stream_close_callback(
        made,
        [](nghttp2_session*, int32_t id, uint32_t, void* user) { return self(user).onStreamClose(id); });
    return made;
  }();
  return shared;
}

Http2Engine::Http2Engine(EngineContext context)
    : HttpEngine(std::move(context)), held_(context_.requests, hasGate()), lastActive_(now()) {
  session_ = makeHttp2ServerSession(context_.limits, callbacks(), this);
}

void Http2Engine::receive(std::string_view bytes) {
  if (broken_) return;
  const ssize_t taken =
      nghttp2_session_mem_recv(session_.get(), reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  // nghttp2 has queued a GOAWAY for what it calls a protocol error; only hopeless ones come back here.
  if (taken < 0)
    goAway(taken == NGHTTP2_ERR_FLOODED ? NGHTTP2_ENHANCE_YOUR_CALM : NGHTTP2_PROTOCOL_ERROR, true);
  wake();
}

int Http2Engine::onBeginHeaders(const nghttp2_frame& frame) {
  if (frame.hd.type != NGHTTP2_HEADERS || frame.headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
  auto& incoming = incoming_[frame.hd.stream_id];
  incoming.request.httpMajor = 2;
  incoming.since = now();
  return 0;
}

int Http2Engine::onHeader(int32_t id, std::string_view name, std::string_view value) {
  const auto it = incoming_.find(id);
  if (it == incoming_.end()) return 0;
  auto& incoming = it->second;
  const size_t bytes = name.size() + value.size() + 32;  // RFC 9113 6.5.2: how a field counts
  incoming.headerBytes += bytes;
  incoming.headersTooLarge |= incoming.headerBytes > context_.limits.headerBytes;
  if (incoming.headersTooLarge || incoming.tooMuch || incoming.headersDone) return 0;  // done: a trailer
  if (!held_.resize(unfinishedBytes_ + bytes)) {
    incoming.tooMuch = true;
    return 0;
  }
  incoming.keptHeaderBytes += bytes;
  unfinishedBytes_ += bytes;
  if (name == ":method")
    incoming.request.method = value;
  else if (name == ":path")
    incoming.request.target = value;
  else if (name == ":authority")
    incoming.request.headers.add("host", std::string(value));
  else if (name.front() != ':')
    incoming.request.headers.add(std::string(name), std::string(value));
  return 0;
}

int Http2Engine::onFrame(const nghttp2_frame& frame) {
  const bool last = frame.hd.flags & NGHTTP2_FLAG_END_STREAM;
  const int32_t id = frame.hd.stream_id;
  switch (frame.hd.type) {
    case NGHTTP2_HEADERS:
      if (incoming_.contains(id)) headersArrived(id, !last);
      if (last) requestArrived(id);
      return 0;
    case NGHTTP2_DATA:
      if (last) requestArrived(id);
      if (frame.hd.length > frame.data.padlen || last) return 0;
      break;  // an empty one does nothing but cost
    case NGHTTP2_RST_STREAM:
      // Rapid reset (CVE-2023-44487) is work asked for and taken back before its answer. A watch that is
      // cancelled after its answer began is nothing of the kind.
      if (unanswered(id)) countReset();
      return 0;
    case NGHTTP2_SETTINGS:
      settled_ = true;
      break;
    case NGHTTP2_PING:
    case NGHTTP2_PRIORITY:
      break;
    default:
      return 0;
  }
  if (idleFrames_.exceeded(now(), context_.limits.idleFramesPerMinute))
    goAway(NGHTTP2_ENHANCE_YOUR_CALM, true);
  return 0;
}

void Http2Engine::headersArrived(int32_t id, bool bodyFollows) {
  auto& incoming = incoming_.at(id);
  if (incoming.headersDone) return;
  incoming.headersDone = true;
  if (incoming.headersTooLarge) {
    return answerEarly(id, 431, {}, "431 Request Header Fields Too Large");
  }
  if (incoming.tooMuch) return answerTooMuch(id);
  if (!bodyFollows || !mayHold(id)) return;
  const auto* expect = incoming.request.headers.find("expect");
  if (expect && equalsIgnoringCase(*expect, "100-continue")) {
    Http2Fields fields;
    fields.add(":status", "100");
    const auto& wire = fields.wire();
    nghttp2_submit_headers(session_.get(), NGHTTP2_FLAG_NONE, id, nullptr, wire.data(), wire.size(), nullptr);
  }
}

int Http2Engine::onData(int32_t id, std::string_view data) {
  const auto it = incoming_.find(id);
  if (it == incoming_.end()) {  // already answered: the rest is thrown away
    if (!unwanted_.take(id, data.size())) bodyUnwanted(id);
    return 0;
  }
  HttpRequest& request = it->second.request;
  auto& body = request.body;
  request.bodyTooLarge = body.size() + data.size() > context_.limits.bodyBytes;
  request.bodyUnread = !request.bodyTooLarge && !bodyWanted(it->second, data.size());
  if (request.bodyTooLarge || request.bodyUnread) {
    unfinishedBytes_ -= body.size();
    dropRoom(body);
    requestArrived(id);
    return 0;
  }
  unfinishedBytes_ += data.size();
  body.append(data);
  mayHold(id);
  return 0;
}

// Of each request that needs more than a connection has for itself, the gate is asked once.
bool Http2Engine::bodyWanted(Incoming& incoming, size_t more) {
  if (incoming.letIn || unfinishedBytes_ + more <= RequestShare::kOwnBytes) return true;
  incoming.letIn = isLetIn(incoming.request);
  if (incoming.letIn) held_.know();
  return incoming.letIn;
}

// What has come of a request is held until the rest is there. False: it was too much, and the client is told.
bool Http2Engine::mayHold(int32_t id) {
  if (unfinishedBytes_ > context_.limits.unfinishedBytes) {
    reset(id, NGHTTP2_ENHANCE_YOUR_CALM);
    return false;
  }
  if (held_.resize(unfinishedBytes_)) return true;
  answerTooMuch(id);
  return false;
}

void Http2Engine::answerTooMuch(int32_t id) {
  answerEarly(id, 429, {{"retry-after", "1"}},
              "429 Too Many Requests: too many large requests are arriving, please try again later");
}

// To a request that has not come whole and is not wanted any more.
void Http2Engine::answerEarly(int32_t id, int status, Headers headers, std::string_view text) {
  takeIncoming(id);
  const auto exchange = exchanges_[id] = Exchange::make(*this, id, false);
  headers.add("content-type", "text/plain; charset=utf-8");
  exchange->respond(status, std::move(headers), {Bytes::literal(text)});
}

void Http2Engine::requestArrived(int32_t id) {
  auto incoming = takeIncoming(id);
  if (!incoming) return;
  HttpRequest request = std::move(incoming->request);
  lastActive_ = now();
  request.path = decodedPath(request.target);
  const auto exchange = exchanges_[id] = Exchange::make(*this, id, request.method == "HEAD");
  if (request.path.empty()) {
    exchange->respond(400, {{"content-type", "text/plain; charset=utf-8"}},
                      {Bytes::literal("400 Bad Request: malformed request target")});
    return;
  }
  deliver(std::move(request), exchange);
}

std::optional<Incoming> Http2Engine::takeIncoming(int32_t id) {
  auto node = incoming_.extract(id);
  if (node.empty()) return std::nullopt;
  unfinishedBytes_ -= node.mapped().held();
  held_.resize(unfinishedBytes_);
  return std::move(node.mapped());
}

int Http2Engine::onFrameSent(const nghttp2_frame& frame) {
  const int32_t id = frame.hd.stream_id;
  if (frame.hd.type == NGHTTP2_HEADERS || frame.hd.type == NGHTTP2_DATA) {
    const auto it = exchanges_.find(id);
    if (it != exchanges_.end()) it->second->markHeadSent();
    // An answer given before the whole request had come.
    if ((frame.hd.flags & NGHTTP2_FLAG_END_STREAM) &&
        nghttp2_session_get_stream_remote_close(session_.get(), id) == 0)
      unwanted_.add(id, now());
  } else if (frame.hd.type == NGHTTP2_RST_STREAM) {
    // Resets that the peer provokes by breaking rules cost as much as its own (CVE-2025-8671).
    const uint32_t code = frame.rst_stream.error_code;
    if (code == NGHTTP2_PROTOCOL_ERROR || code == NGHTTP2_FLOW_CONTROL_ERROR ||
        code == NGHTTP2_STREAM_CLOSED || code == NGHTTP2_FRAME_SIZE_ERROR)
      countReset();
  }
  return 0;
}

bool Http2Engine::unanswered(int32_t id) const {
  const auto it = exchanges_.find(id);
  return it != exchanges_.end() ? !it->second->headSent() : incoming_.contains(id);
}

void Http2Engine::countReset() {
  if (resets_.exceeded(now(), context_.limits.resetsPerMinute)) goAway(NGHTTP2_ENHANCE_YOUR_CALM, true);
}

int Http2Engine::onStreamClose(int32_t id) {
  takeIncoming(id);
  unwanted_.remove(id);
  lastActive_ = now();
  const auto node = exchanges_.extract(id);
  if (node.empty()) return 0;
  Exchange& exchange = *node.mapped();
  if (exchange.ended())
    exchange.completed();
  else
    exchange.gone();
  return 0;
}

void Http2Engine::onStart(Exchange& exchange) {
  const auto id = static_cast<int32_t>(exchange.id());
  const int status = exchange.status();
  const Headers headers = exchange.takeHeaders();
  const std::string statusText = std::to_string(status);
  const std::string length = std::to_string(exchange.length().value_or(0));
  Http2Fields fields;
  fields.add(":status", statusText);
  fields.addAll(headers);
  fields.add("date", httpDate(context_.executor.clock()));
  if (mayHaveBody(status) && exchange.length() && !headers.find("content-length"))
    fields.add("content-length", length);
  const bool body = mayHaveBody(status) && !exchange.headOnly() && !exchange.ended();
  const nghttp2_data_provider provider{
      .source = {.ptr = &exchange},
      .read_callback = [](nghttp2_session*, int32_t, uint8_t* buffer, size_t length, uint32_t* flags,
                          nghttp2_data_source* source, void* user) {
        return self(user).readBody(*static_cast<Exchange*>(source->ptr), buffer, length, flags);
      }};
  const auto& wire = fields.wire();
  nghttp2_submit_response(session_.get(), id, wire.data(), wire.size(), body ? &provider : nullptr);
  wake();
}

ssize_t Http2Engine::readBody(Exchange& exchange, uint8_t* buffer, size_t length, uint32_t* flags) {
  size_t taken = 0;
  if (exchange.waiting()) {
    const size_t wanted = std::min(length, exchange.atMost());
    if (const size_t room = output_.directRoom(wanted); room > 0) {
      *flags |= NGHTTP2_DATA_FLAG_NO_COPY;
      taken = takeBody(exchange, output_.payload(), room);
    } else {
      taken = takeBody(exchange, reinterpret_cast<char*>(buffer), wanted);
    }
  }
  if (exchange.ended()) {
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  } else if (taken == 0) {
    return NGHTTP2_ERR_DEFERRED;
  }
  return static_cast<ssize_t>(taken);
}

size_t Http2Engine::takeBody(Exchange& exchange, char* into, size_t length) {
  const size_t taken = exchange.take(into, length);
  if (exchange.drainedCallbackDue())
    if (const auto it = exchanges_.find(static_cast<int32_t>(exchange.id())); it != exchanges_.end())
      noteDrained(it->second);
  return taken;
}

void Http2Engine::onWrite(Exchange& exchange) {
  nghttp2_session_resume_data(session_.get(), static_cast<int32_t>(exchange.id()));
  wake();
}

void Http2Engine::reset(int32_t id, uint32_t code) {
  takeIncoming(id);
  nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, id, code);
  const auto node = exchanges_.extract(id);
  if (!node.empty()) {
    abandoned_.push_back(node.mapped());
    node.mapped()->gone();
  }
  wake();
}

size_t Http2Engine::produce(char* buffer, size_t room) {
  const size_t made = output_.produce(session_.get(), buffer, room);
  if (output_.failed()) broken_ = true;
  if (made == 0) abandoned_.clear();
  return made;
}

bool Http2Engine::finished() const {
  return broken_ ||
         (!nghttp2_session_want_read(session_.get()) && !nghttp2_session_want_write(session_.get())) ||
         (goingAway_ && exchanges_.empty() && incoming_.empty());
}

void Http2Engine::goAway(uint32_t code, bool atOnce) {
  if (broken_) return;
  goingAway_ = true;
  if (atOnce) {
    broken_ = true;
    nghttp2_session_terminate_session(session_.get(), code);
  } else {
    nghttp2_submit_goaway(session_.get(), NGHTTP2_FLAG_NONE,
                          nghttp2_session_get_last_proc_stream_id(session_.get()), code, nullptr, 0);
  }
  wake();
}

void Http2Engine::beginShutdown() {
  goAway(NGHTTP2_NO_ERROR, false);
}

void Http2Engine::closed(const Status&) {
  if (std::exchange(closed_, true)) return;
  broken_ = true;
  incoming_.clear();
  auto exchanges = std::move(exchanges_);
  exchanges_.clear();
  for (auto& [id, exchange] : exchanges) exchange->gone();
}

// Streams whose peer gives no window for what waits, for too long.
void Http2Engine::resetStuck(SteadyTime time) {
  std::vector<int32_t> stuck;
  for (const auto& [id, exchange] : exchanges_) {
    if (exchange->waiting() && time - exchange->stuckSince() > context_.limits.writeTimeout)
      stuck.push_back(id);
  }
  for (const int32_t id : stuck) reset(id, NGHTTP2_CANCEL);
  for (const int32_t id : unwanted_.takeOlderThan(time - context_.limits.bodyTimeout)) {
    bodyUnwanted(id);
    wake();
  }
}

bool Http2Engine::checkDeadlines(SteadyTime time) {
  const auto& limits = context_.limits;
  if (!settled_) return time - lastActive_ < limits.headerTimeout;
  while (!incoming_.empty()) {
    const auto& [id, oldest] = *incoming_.begin();
    // A header block that does not end holds up the whole connection.
    if (!oldest.headersDone && time - oldest.since >= limits.headerTimeout) return false;
    if (!oldest.headersDone || time - oldest.since < limits.bodyTimeout) break;
    reset(id, NGHTTP2_CANCEL);
  }
  resetStuck(time);
  if (incoming_.empty() && exchanges_.empty() && time - lastActive_ >= limits.idleTimeout)
    goAway(NGHTTP2_NO_ERROR, true);
  return true;
}

}  // namespace

std::unique_ptr<HttpEngine> makeHttp2Engine(EngineContext context) {
  return std::make_unique<Http2Engine>(std::move(context));
}

}  // namespace seamark::net
