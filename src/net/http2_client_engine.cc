// Many exchanges on one HTTP/2 connection.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <unordered_map>

#include "base/assert.h"
#include "net/http2_session.h"
#include "net/http_client_engine.h"

namespace seamark::net {
namespace {

// What arrives is handed on at once, so large windows cost no memory; small ones make big lists slow.
constexpr int32_t kStreamWindow = 8 << 20;
constexpr int32_t kConnectionWindow = 64 << 20;
// client-go's figures: a silent connection is asked after 30 s and given up 15 s later.
constexpr Duration kSilence = std::chrono::seconds(30);
constexpr Duration kPingAnswer = std::chrono::seconds(15);

struct ClientStream {
  uint64_t id;
  int status = 0;
  Headers headers;
  size_t headerBytes = 0;
  bool informed = false;  // onHeaders has been called
  bool whole = false;     // the answer's last frame has come
  std::string body;       // of the request
  size_t bodySent = 0;
};

class Http2ClientEngine final : public ClientEngine {
 public:
  explicit Http2ClientEngine(ClientEngineContext context);

  void send(uint64_t id, const HttpClientRequest& request, const std::string& authority) override;
  void cancel(uint64_t id) override;
  bool accepts() const override { return !goingAway_ && !broken_; }
  bool idle() const override { return streams_.empty(); }

  void receive(std::string_view bytes) override;
  void endOfInput() override { broken_ = true; }
  size_t produce(char* buffer, size_t room) override;
  bool notifyDrained() override { return false; }
  bool wantsInput() const override { return true; }
  bool finished() const override { return broken_ || (goingAway_ && streams_.empty()); }
  void closed(const Status& why) override;
  bool checkDeadlines(SteadyTime now) override;

 private:
  static nghttp2_session_callbacks* callbacks();
  static Http2ClientEngine& self(void* user) { return *static_cast<Http2ClientEngine*>(user); }
  ClientStream* find(int32_t stream);
  int onHeader(int32_t stream, std::string_view name, std::string_view value);
  int onFrame(const nghttp2_frame& frame);
  int onData(int32_t stream, std::string_view data);
  int onStreamClose(int32_t stream, uint32_t code);

  ClientEngineContext context_;
  Http2SessionPtr session_;
  Http2Output output_;
  std::unordered_map<int32_t, std::unique_ptr<ClientStream>> streams_;
  std::unordered_map<uint64_t, int32_t> byId_;
  std::vector<std::unique_ptr<ClientStream>>
      cancelled_;  // nghttp2 may read their bodies until the reset is out
  SteadyTime lastHeard_;
  bool asked_ = false;
  bool goingAway_ = false;
  bool broken_ = false;
};

nghttp2_session_callbacks* Http2ClientEngine::callbacks() {
  static nghttp2_session_callbacks* const shared = [] {
    nghttp2_session_callbacks* made = nullptr;
    SM_ASSERT(nghttp2_session_callbacks_new(&made) == 0);
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
    nghttp2_session_callbacks_set_on_stream_close_callback(
        made, [](nghttp2_session*, int32_t id, uint32_t code, void* user) {
          return self(user).onStreamClose(id, code);
        });
    return made;
  }();
  return shared;
}

Http2ClientEngine::Http2ClientEngine(ClientEngineContext context)
    : context_(std::move(context)), lastHeard_(context_.clock.steady()) {
  nghttp2_option* option = nullptr;
  SM_ASSERT(nghttp2_option_new(&option) == 0);
  nghttp2_option_set_no_closed_streams(option, 1);
  session_ = makeHttp2Session(Http2Side::Client, callbacks(), this, option);
  nghttp2_option_del(option);
  const nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
                                             {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindow},
                                             {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, kAnswerHeaderBytes}};
  SM_ASSERT(nghttp2_submit_settings(session_.get(), NGHTTP2_FLAG_NONE, settings, std::size(settings)) == 0);
  SM_ASSERT(nghttp2_session_set_local_window_size(session_.get(), NGHTTP2_FLAG_NONE, 0, kConnectionWindow) ==
            0);
}

void Http2ClientEngine::send(uint64_t id, const HttpClientRequest& request, const std::string& authority) {
  SM_ASSERT(accepts());
  auto stream = std::make_unique<ClientStream>(ClientStream{.id = id, .body = request.body});
  Http2Fields fields;
  fields.add(":method", request.method);
  fields.add(":scheme", context_.scheme);
  fields.add(":authority", authority);
  fields.add(":path", request.target);
  fields.addAll(request.headers);
  const std::string bodySize = std::to_string(stream->body.size());
  if (!stream->body.empty()) fields.add("content-length", bodySize);
  const nghttp2_data_provider provider{
      .source = {.ptr = stream.get()},
      .read_callback = [](nghttp2_session*, int32_t, uint8_t* buffer, size_t length, uint32_t* flags,
                          nghttp2_data_source* source, void*) -> ssize_t {
        auto& from = *static_cast<ClientStream*>(source->ptr);
        const size_t part = std::min(length, from.body.size() - from.bodySent);
        std::memcpy(buffer, from.body.data() + from.bodySent, part);
        from.bodySent += part;
        if (from.bodySent == from.body.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
        return static_cast<ssize_t>(part);
      }};
  const auto& wire = fields.wire();
  const int32_t number = nghttp2_submit_request(session_.get(), nullptr, wire.data(), wire.size(),
                                                stream->body.empty() ? nullptr : &provider, nullptr);
  if (number < 0) {
    // The numbers have run out (2^30 requests) or the session has ended.
    goingAway_ = true;
    context_.events.onEnd(id, Failure(failure(nghttp2_strerror(number))), Unprocessed::Yes);
    return;
  }
  byId_.emplace(id, number);
  streams_.emplace(number, std::move(stream));
  context_.wake();
}

void Http2ClientEngine::cancel(uint64_t id) {
  const auto it = byId_.find(id);
  if (it == byId_.end()) return;
  nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, it->second, NGHTTP2_CANCEL);
  const auto stream = streams_.find(it->second);
  cancelled_.push_back(std::move(stream->second));
  streams_.erase(stream);
  byId_.erase(it);
  context_.wake();
}

ClientStream* Http2ClientEngine::find(int32_t stream) {
  const auto it = streams_.find(stream);
  return it == streams_.end() ? nullptr : it->second.get();
}

int Http2ClientEngine::onHeader(int32_t stream, std::string_view name, std::string_view value) {
  ClientStream* const to = find(stream);
  if (!to || to->informed) return 0;
  to->headerBytes += name.size() + value.size() + 32;
  if (to->headerBytes > kAnswerHeaderBytes) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  if (name == ":status")
    std::from_chars(value.data(), value.data() + value.size(), to->status);
  else if (!name.starts_with(':'))
    to->headers.add(std::string(name), std::string(value));
  return 0;
}

int Http2ClientEngine::onFrame(const nghttp2_frame& frame) {
  if (frame.hd.type == NGHTTP2_GOAWAY) goingAway_ = true;
  if (frame.hd.type != NGHTTP2_HEADERS && frame.hd.type != NGHTTP2_DATA) return 0;
  ClientStream* const to = find(frame.hd.stream_id);
  if (!to) return 0;
  to->whole |= (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  if (frame.hd.type == NGHTTP2_DATA || to->informed) return 0;
  if (to->status / 100 == 1) {
    to->headers = {};
    return 0;
  }
  to->informed = true;
  const Headers headers = std::move(to->headers);
  context_.events.onHeaders(to->id, to->status, headers);
  return 0;
}

int Http2ClientEngine::onData(int32_t stream, std::string_view data) {
  if (const ClientStream* const to = find(stream)) context_.events.onData(to->id, data);
  return 0;
}

int Http2ClientEngine::onStreamClose(int32_t stream, uint32_t code) {
  const auto node = streams_.extract(stream);
  if (node.empty()) return 0;
  const ClientStream& ended = *node.mapped();
  byId_.erase(ended.id);
  // A reset after a whole answer only says that the server did not want the rest of the request.
  if (ended.informed && ended.whole) {
    context_.events.onEnd(ended.id, {}, Unprocessed::No);
    return 0;
  }
  const auto unprocessed =
      code == NGHTTP2_REFUSED_STREAM && !ended.informed ? Unprocessed::Yes : Unprocessed::No;
  context_.events.onEnd(
      ended.id,
      Failure(failure(fmt::format("the server reset the stream: {}", nghttp2_http2_strerror(code)))),
      unprocessed);
  return 0;
}

void Http2ClientEngine::receive(std::string_view bytes) {
  if (broken_) return;
  lastHeard_ = context_.clock.steady();
  asked_ = false;
  const ssize_t taken =
      nghttp2_session_mem_recv(session_.get(), reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  if (taken < 0) broken_ = true;
  context_.wake();
}

size_t Http2ClientEngine::produce(char* buffer, size_t room) {
  const size_t made = output_.produce(session_.get(), buffer, room);
  if (made == 0) cancelled_.clear();
  broken_ |= output_.failed() ||
             (!nghttp2_session_want_read(session_.get()) && !nghttp2_session_want_write(session_.get()));
  return made;
}

void Http2ClientEngine::closed(const Status& why) {
  broken_ = true;
  auto streams = std::move(streams_);
  streams_.clear();
  byId_.clear();
  const Status reason = why.message.empty() ? failure("the server closed the connection") : why;
  for (const auto& [number, stream] : streams)
    context_.events.onEnd(stream->id, Failure(reason), Unprocessed::No);
}

// A connection whose other end vanished says nothing, and a watch on it would wait for ever.
bool Http2ClientEngine::checkDeadlines(SteadyTime now) {
  if (streams_.empty()) {
    lastHeard_ = now;
    return true;
  }
  if (now - lastHeard_ >= kSilence + kPingAnswer) return false;
  if (!asked_ && now - lastHeard_ >= kSilence) {
    asked_ = true;
    nghttp2_submit_ping(session_.get(), NGHTTP2_FLAG_NONE, nullptr);
    context_.wake();
  }
  return true;
}

}  // namespace

std::unique_ptr<ClientEngine> makeHttp2ClientEngine(ClientEngineContext context) {
  return std::make_unique<Http2ClientEngine>(std::move(context));
}

}  // namespace seamark::net
