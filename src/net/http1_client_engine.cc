// One exchange at a time over HTTP/1.1.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/assert.h"
#include "base/drop_room.h"
#include "net/http1_parser.h"
#include "net/http_client_engine.h"
#include "net/http_engine.h"

namespace seamark::net {
namespace {

class Http1ClientEngine final : public ClientEngine {
 public:
  explicit Http1ClientEngine(ClientEngineContext context) : context_(std::move(context)) {}

  void send(uint64_t id, const HttpClientRequest& request, const std::string& authority) override;
  void cancel(uint64_t id) override;
  bool accepts() const override { return !current_ && !closing_; }
  bool idle() const override { return !current_; }

  void receive(std::string_view bytes) override;
  void endOfInput() override;
  size_t produce(char* buffer, size_t room) override;
  bool notifyDrained() override { return false; }
  bool wantsInput() const override { return true; }
  bool finished() const override { return closing_; }
  void closed(const Status& why) override;
  bool checkDeadlines(SteadyTime) override { return true; }

 private:
  void end(Result<> result, Unprocessed unprocessed);

  ClientEngineContext context_;
  std::optional<uint64_t> current_;
  std::unique_ptr<Http1ResponseParser> parser_;
  std::string output_;
  size_t sent_ = 0;
  std::string input_;
  bool reused_ = false;    // an exchange went well before
  bool answered_ = false;  // something of the answer has come
  bool closing_ = false;
};

void Http1ClientEngine::send(uint64_t id, const HttpClientRequest& request, const std::string& authority) {
  SM_ASSERT(accepts());
  current_ = id;
  answered_ = false;
  parser_ = std::make_unique<Http1ResponseParser>(
      kAnswerHeaderBytes, request.method == "HEAD",
      [this, id](int status, const Headers& headers) {
        if (current_ == id) context_.events.onHeaders(id, status, headers);
      },
      [this, id](std::string_view data) {
        if (current_ == id) context_.events.onData(id, data);
      });
  output_ = fmt::format("{} {} HTTP/1.1\r\nhost: {}\r\n", request.method, request.target, authority);
  sent_ = 0;
  for (const auto& [name, value] : request.headers.fields())
    if (!equalsIgnoringCase(name, "host"))
      output_.append(name).append(": ").append(safeFieldValue(value)).append("\r\n");
  const bool hasBody = !request.body.empty() || request.method == "POST" || request.method == "PUT" ||
                       request.method == "PATCH";
  if (hasBody) output_ += fmt::format("content-length: {}\r\n", request.body.size());
  output_ += "\r\n";
  output_ += request.body;
  context_.wake();
}

void Http1ClientEngine::cancel(uint64_t id) {
  if (current_ != id) return;
  current_.reset();
  closing_ = true;  // the rest of the answer cannot be skipped in any other way
  context_.wake();
}

size_t Http1ClientEngine::produce(char* buffer, size_t room) {
  const size_t part = closing_ ? 0 : std::min(room, output_.size() - sent_);
  std::memcpy(buffer, output_.data() + sent_, part);
  sent_ += part;
  if (sent_ == output_.size()) {
    dropRoom(output_);
    sent_ = 0;
  }
  return part;
}

void Http1ClientEngine::receive(std::string_view bytes) {
  if (closing_) return;
  if (!current_) {
    closing_ = true;  // nothing was asked for
    return;
  }
  answered_ = true;
  if (!input_.empty()) bytes = input_.append(bytes);
  auto parser = std::move(parser_);  // callbacks may cancel
  const Http1Fed fed = parser->feed(bytes);
  if (!current_) return;  // cancelled
  if (fed.errorStatus != 0) {
    closing_ = true;
    return end(Failure(failure(fmt::format("bad answer: {}", fed.why))), Unprocessed::No);
  }
  input_ = std::string(bytes.substr(fed.consumed));
  if (!fed.done) {
    parser_ = std::move(parser);
    return;
  }
  closing_ = !parser->keepAlive() || !input_.empty();
  reused_ = true;
  end({}, Unprocessed::No);
}

void Http1ClientEngine::end(Result<> result, Unprocessed unprocessed) {
  const uint64_t id = *current_;
  current_.reset();
  parser_.reset();
  context_.events.onEnd(id, std::move(result), unprocessed);
}

void Http1ClientEngine::endOfInput() {
  closing_ = true;
  if (!current_) return;
  if (parser_ && parser_->endOfInput()) return end({}, Unprocessed::No);
  const auto unprocessed = reused_ && !answered_ ? Unprocessed::Yes : Unprocessed::No;
  end(Failure(failure("the server closed the connection before its answer was whole")), unprocessed);
}

void Http1ClientEngine::closed(const Status& why) {
  closing_ = true;
  // A kept connection that the server had given up just then (RFC 9112 9.3.1).
  const Status reason = why.message.empty() ? failure("the server closed the connection") : why;
  if (current_) end(Failure(reason), reused_ && !answered_ ? Unprocessed::Yes : Unprocessed::No);
}

}  // namespace

std::unique_ptr<ClientEngine> makeHttp1ClientEngine(ClientEngineContext context) {
  return std::make_unique<Http1ClientEngine>(std::move(context));
}

}  // namespace seamark::net
