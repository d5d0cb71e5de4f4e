// Http1Engine: one request after the other; pipelined ones wait in the buffer until their turn.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/assert.h"
#include "base/drop_room.h"
#include "net/http1_parser.h"
#include "net/http_engine.h"

namespace seamark::net {
namespace {

// What may wait behind a request that is being answered.
constexpr size_t kPipelineBytes = 64 * 1024;
// The size line and the line ends of one chunk.
constexpr size_t kChunkOverhead = 24;

class Http1Engine final : public HttpEngine {
 public:
  explicit Http1Engine(EngineContext context)
      : HttpEngine(std::move(context)), held_(context_.requests, hasGate()), since_(now()) {}
  ~Http1Engine() override { closed({}); }

  void receive(std::string_view bytes) override;
  void endOfInput() override;
  size_t produce(char* buffer, size_t room) override;
  bool wantsInput() const override {
    return discard_ || (!closing_ && (!exchange_ || input_.size() < kPipelineBytes));
  }
  bool finished() const override { return aborted_ || (closing_ && !exchange_ && head_.empty()); }
  void closed(const Status& why) override;
  bool checkDeadlines(SteadyTime time) override;
  void beginShutdown() override;

  void onStart(Exchange& exchange) override;
  void onWrite(Exchange&) override { wake(); }
  void onAbort(Exchange& exchange) override;

 private:
  void parseInput();
  bool feed(std::string_view& bytes);
  void refuse(int status, std::string_view why);
  bool bodyWanted();
  void requestArrived();
  void writeHead(Exchange& exchange);
  size_t produceBody(char* buffer, size_t room);
  size_t produceChunk(char* buffer, size_t most);
  void exchangeDone();

  std::string input_;  // not yet parsed
  std::unique_ptr<Http1RequestParser> parser_;
  RequestShare held_;
  std::shared_ptr<Exchange> exchange_;
  std::string head_;  // bytes to send before the body's
  size_t headSent_ = 0;
  SteadyTime since_;  // of the state that checkDeadlines looks at
  bool http10_ = false;
  bool keepAlive_ = true;
  bool chunked_ = false;
  bool continued_ = false;
  bool bodySince_ = false;  // since_ counts for the body
  bool letIn_ = false;      // the gate was asked, and wants the body
  bool unread_ = false;     // … does not
  bool inputEnded_ = false;
  bool closing_ = false;  // takes no further request
  bool discard_ = false;  // what still arrives is thrown away, so that the answer reaches the peer
  bool aborted_ = false;
  bool parsing_ = false;
};

void Http1Engine::receive(std::string_view bytes) {
  if (closing_ || discard_) return;
  input_.append(bytes);
  parseInput();
}

void Http1Engine::parseInput() {
  if (parsing_) return;  // an answer given inside the handler: the loop below goes on
  parsing_ = true;
  std::string_view rest = input_;
  while (!closing_ && !exchange_ && !rest.empty()) {
    if (!parser_) {
      while (!rest.empty() && (rest.front() == '\r' || rest.front() == '\n')) rest.remove_prefix(1);
      if (rest.empty()) break;
      parser_ = std::make_unique<Http1RequestParser>(context_.limits.headerBytes, context_.limits.bodyBytes);
      since_ = now();
      bodySince_ = continued_ = letIn_ = false;
    }
    if (!feed(rest)) break;
  }
  if (closing_) rest = {};
  input_.erase(0, input_.size() - rest.size());
  if (input_.empty()) dropRoom(input_);
  parsing_ = false;
}

// False: more bytes are needed, or none are wanted.
bool Http1Engine::feed(std::string_view& bytes) {
  const Http1Fed fed = parser_->feed(bytes);
  bytes.remove_prefix(fed.consumed);
  if (fed.errorStatus != 0) {
    refuse(fed.errorStatus, fed.why);
    return false;
  }
  if (fed.done) {
    requestArrived();
    return true;
  }
  const size_t held = parser_->heldBytes() + bytes.size();
  if (held > RequestShare::kOwnBytes && parser_->headersDone() && !bodyWanted()) {
    requestArrived();
    return true;
  }
  if (!held_.resize(held)) {
    refuse(429, "too many large requests are arriving, please try again later");
    return false;
  }
  if (parser_->headersDone() && !bodySince_) {
    bodySince_ = true;
    since_ = now();
  }
  if (parser_->headersDone() && parser_->expectContinue() && !continued_) {
    continued_ = true;
    head_ += "HTTP/1.1 100 Continue\r\n\r\n";
    wake();
  }
  return false;
}

// Asked once a request.
bool Http1Engine::bodyWanted() {
  if (letIn_) return true;
  HttpRequest head = parser_->head();
  letIn_ = isLetIn(head);
  unread_ = !letIn_;
  if (letIn_) held_.know();
  return letIn_;
}

void Http1Engine::requestArrived() {
  http10_ = parser_->http10();
  keepAlive_ = keepAlive_ && parser_->keepAlive();
  HttpRequest request = parser_->takeRequest();
  if (unread_) {
    dropRoom(request.body);
    request.bodyUnread = true;
    keepAlive_ = false;
  }
  if (parser_->tooLarge() || unread_) discard_ = true;
  parser_.reset();
  held_.resize(0);
  exchange_ = Exchange::make(*this, 0, request.method == "HEAD");
  if (request.path.empty()) {
    keepAlive_ = false;
    exchange_->respond(400, {{"content-type", "text/plain; charset=utf-8"}},
                       {Bytes::literal("400 Bad Request: malformed request target")});
    return;
  }
  deliver(std::move(request), exchange_);
}

void Http1Engine::refuse(int status, std::string_view why) {
  parser_.reset();
  held_.resize(0);
  closing_ = discard_ = true;
  const std::string body =
      fmt::format("{} {}{}{}", status, reasonPhrase(status), why.empty() ? "" : ": ", why);
  head_ += fmt::format(
      "HTTP/1.1 {} {}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\n{}"
      "connection: close\r\n\r\n{}",
      status, reasonPhrase(status), body.size(), status == 429 ? "retry-after: 1\r\n" : "", body);
  wake();
}

void Http1Engine::onStart(Exchange& exchange) {
  writeHead(exchange);
  // A stream for a peer that has closed its half would never learn that the peer is gone.
  if (inputEnded_ && !exchange.length()) return onAbort(exchange);
  wake();
}

void Http1Engine::writeHead(Exchange& exchange) {
  const int status = exchange.status();
  const bool body = mayHaveBody(status);
  chunked_ = false;
  head_ += fmt::format("HTTP/1.1 {} {}\r\n", status, reasonPhrase(status));
  const Headers headers = exchange.takeHeaders();
  bool lengthGiven = false;
  for (const auto& [name, value] : headers.fields()) {
    if (equalsIgnoringCase(name, "connection") || equalsIgnoringCase(name, "transfer-encoding")) continue;
    lengthGiven |= equalsIgnoringCase(name, "content-length");
    head_.append(name).append(": ").append(safeFieldValue(value)).append("\r\n");
  }
  head_.append("date: ").append(httpDate(context_.executor.clock())).append("\r\n");
  if (body && exchange.length() && !lengthGiven) {
    head_ += fmt::format("content-length: {}\r\n", *exchange.length());
  } else if (body && !exchange.length() && !lengthGiven) {
    if (http10_)
      keepAlive_ = false;  // its end is the connection's
    else
      chunked_ = true;
  }
  if (chunked_) head_ += "transfer-encoding: chunked\r\n";
  if (!keepAlive_ || closing_ || inputEnded_) {
    keepAlive_ = false;
    head_ += "connection: close\r\n";
  }
  head_ += "\r\n";
}

size_t Http1Engine::produce(char* buffer, size_t room) {
  size_t made = 0;
  while (made < room && !aborted_) {
    if (headSent_ < head_.size()) {
      const size_t part = std::min(room - made, head_.size() - headSent_);
      std::memcpy(buffer + made, head_.data() + headSent_, part);
      made += part;
      headSent_ += part;
      continue;
    }
    if (!head_.empty()) {
      dropRoom(head_);  // a watch keeps no room for what is said once
      headSent_ = 0;
    }
    if (!exchange_ || !exchange_->started()) break;
    const size_t part = produceBody(buffer + made, room - made);
    made += part;
    if (exchange_->ended() && head_.empty())
      exchangeDone();
    else if (part == 0 && head_.empty())
      break;
  }
  return made;
}

// Puts body bytes at `buffer`, or a chunk's frame into head_.
size_t Http1Engine::produceBody(char* buffer, size_t room) {
  if (!exchange_->waiting()) return 0;
  size_t made = 0;
  if (!mayHaveBody(exchange_->status())) {
    while (exchange_->take(buffer, room) > 0) continue;  // a body where none is allowed is dropped
  } else if (!chunked_) {
    made = exchange_->take(buffer, room);
  } else {
    // Too little is left in this record for a chunk; one byte at a time is never worth it.
    if (room <= kChunkOverhead) return 0;
    made = produceChunk(buffer, room - kChunkOverhead);
  }
  noteDrained(exchange_);
  return made;
}

// The size stands before the bytes and may be known only after them: then it has leading zeros.
size_t Http1Engine::produceChunk(char* buffer, size_t most) {
  const size_t wanted = std::min(exchange_->atMost(), most);
  const size_t digits = fmt::formatted_size("{:x}", wanted);
  const size_t size = exchange_->take(buffer + digits + 2, wanted);
  if (size == 0) return 0;
  char* at = fmt::format_to(buffer, "{:0{}x}\r\n", size, digits);
  at += size;
  *at++ = '\r';
  *at++ = '\n';
  return static_cast<size_t>(at - buffer);
}

void Http1Engine::exchangeDone() {
  if (chunked_ && !exchange_->headOnly()) {
    head_ = "0\r\n\r\n";
    headSent_ = 0;
    chunked_ = false;
    return;  // done once that is sent
  }
  chunked_ = false;
  exchange_->completed();
  exchange_.reset();
  since_ = now();
  if (!keepAlive_) {
    closing_ = true;
    dropRoom(input_);
    return;
  }
  parseInput();
  if (inputEnded_ && !exchange_) closing_ = true;
}

void Http1Engine::endOfInput() {
  inputEnded_ = true;
  if (!exchange_) {
    closing_ = true;
  } else if (exchange_->started() && !exchange_->length()) {
    onAbort(*exchange_);
  }
  wake();
}

void Http1Engine::onAbort(Exchange& exchange) {
  aborted_ = closing_ = true;
  const auto kept = exchange_;
  if (kept.get() == &exchange) exchange_.reset();
  exchange.gone();
  wake();
}

void Http1Engine::closed(const Status&) {
  closing_ = true;
  if (const auto exchange = std::exchange(exchange_, nullptr)) exchange->gone();
}

bool Http1Engine::checkDeadlines(SteadyTime time) {
  if (exchange_ || closing_) return true;
  const auto& limits = context_.limits;
  const Duration allowed = !parser_     ? limits.idleTimeout
                           : bodySince_ ? limits.bodyTimeout
                                        : limits.headerTimeout;
  return time - since_ < allowed;
}

void Http1Engine::beginShutdown() {
  keepAlive_ = false;
  if (!exchange_ && !parser_) closing_ = true;
  wake();
}

}  // namespace

std::unique_ptr<HttpEngine> makeHttp1Engine(EngineContext context) {
  return std::make_unique<Http1Engine>(std::move(context));
}

}  // namespace seamark::net
