// SPDX-License-Identifier: Apache-2.0
#include "net/http1_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstdint>
#include <optional>

#include "base/drop_room.h"

namespace seamark::net {
namespace {

namespace http = boost::beast::http;
using Error = boost::beast::error_code;
using Text = boost::beast::string_view;

std::string_view plain(Text text) {
  return {text.data(), text.size()};
}

// What a field costs beyond its bytes, as HTTP/2 counts (RFC 9113 6.5.2): many small ones take memory too.
constexpr size_t kFieldOverhead = 32;
// A chunk's size line, or the trailer, that has not come whole. Beast itself would wait for ever.
constexpr size_t kChunkLineBytes = 8 * 1024;
constexpr size_t kLastChunkBytes = 5;

// What Beast says, as a status and words.
void explain(const Error& error, Http1Fed& out) {
  out.errorStatus = 400;
  if (error == http::error::header_limit) {
    out.errorStatus = 431;
  } else if (error == http::error::bad_version) {
    out.errorStatus = 505;
    out.why = "unsupported protocol version";
  } else if (error == http::error::bad_transfer_encoding || error == http::error::bad_content_length ||
             error == http::error::multiple_content_length) {
    out.why = "bad Content-Length or Transfer-Encoding";
  } else if (error == http::error::bad_chunk || error == http::error::bad_chunk_extension) {
    out.why = "bad chunk";
  } else {
    out.why = "malformed HTTP message";
  }
}

// The part that requests and answers share: fields with their limit, and feeding.
template <bool isRequest>
struct Parser : http::basic_parser<isRequest> {
  size_t headerLeft;
  size_t headerBytes = 0;
  bool headerDone = false;
  bool waitsForChunk = false;  // the rest began a chunk that has not come whole
  bool transferEncoding = false;
  Headers headers;

  explicit Parser(size_t headerLimit) : headerLeft(headerLimit) {
    this->eager(true);
    this->header_limit(static_cast<uint32_t>(std::min<size_t>(headerLimit, UINT32_MAX)));
    this->body_limit(boost::none);
  }

  bool charge(size_t bytes, Error& error) {
    if (bytes > headerLeft) {
      error = http::error::header_limit;
      return false;
    }
    headerLeft -= bytes;
    headerBytes += bytes;
    return true;
  }

  void on_field_impl(http::field name, Text text, Text value, Error& error) override {
    if (!charge(text.size() + value.size() + kFieldOverhead, error)) return;
    if (headerDone) return;  // a trailer
    transferEncoding |= name == http::field::transfer_encoding;
    headers.add(std::string(text), std::string(value));
  }
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  void on_finish_impl(Error&) override {}

  Http1Fed run(std::string_view bytes, const bool& stop) {
    Http1Fed out;
    while (!this->is_done() && !stop) {
      // Beast, when it looks again at a last chunk that has come in part, takes for granted that five bytes are there:
      // as many as the shortest, "0\r\n\r\n", has.
      if (waitsForChunk && bytes.size() - out.consumed < kLastChunkBytes) return out;
      waitsForChunk = false;
      Error error;
      const size_t n = this->put({bytes.data() + out.consumed, bytes.size() - out.consumed}, error);
      out.consumed += n;
      if (error == http::error::need_more) {
        waitsForChunk = headerDone && this->chunked();
        // A body that ends right here asks for more with nothing left to give.
        if (n > 0 && out.consumed < bytes.size()) continue;
        if (!headerDone || bytes.size() - out.consumed <= kChunkLineBytes) return out;
        error = http::error::bad_chunk;
      }
      if (error) {
        if (!stop) explain(error, out);
        break;
      }
      if (n == 0 && !this->is_done()) return out;
    }
    out.done = this->is_done() || stop;
    return out;
  }
};

}  // namespace

struct Http1RequestParser::Impl final : Parser<true> {
  HttpRequest request;
  size_t bodyLimit;
  bool tooLarge = false;
  bool continueExpected = false;
  bool oldVersion = false;
  int failStatus = 0;
  std::string_view failWhy;

  Impl(size_t headers_, size_t body) : Parser(headers_), bodyLimit(body) {}

  void on_request_impl(http::verb, Text method, Text target, int version, Error& error) override {
    if (!charge(method.size() + target.size(), error)) return;
    request.method = plain(method);
    request.target = plain(target);
    oldVersion = version < 11;
  }
  void on_response_impl(int, Text, int, Error&) override {}

  void fail(int status, std::string_view why, Error& error) {
    failStatus = status;
    failWhy = why;
    error = http::error::bad_value;
  }

  void on_header_impl(Error& error) override {
    headerDone = true;
    if (transferEncoding && (!this->chunked() || oldVersion))
      return fail(501, "unsupported transfer encoding", error);
    const size_t hosts = headers.all("host").size();
    if (hosts > 1) return fail(400, "too many Host headers", error);
    if (hosts == 0 && !oldVersion) return fail(400, "missing required Host header", error);
    if (const std::string* expect = headers.find("expect")) {
      if (!equalsIgnoringCase(*expect, "100-continue")) return fail(417, "unknown expectation", error);
      continueExpected = !oldVersion;
    }
    const auto length = this->content_length();
    if (length && *length > bodyLimit) {
      tooLarge = true;
      error = http::error::body_limit;
    }
  }
  std::size_t append(Text body, Error& error) {
    if (request.body.size() + body.size() > bodyLimit) {
      tooLarge = true;
      dropRoom(request.body);
      error = http::error::body_limit;
      return 0;
    }
    request.body.append(body.data(), body.size());
    return body.size();
  }
  std::size_t on_body_impl(Text body, Error& error) override { return append(body, error); }
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Error& error) override {
    return append(body, error);
  }
};

Http1RequestParser::Http1RequestParser(size_t headerLimit, size_t bodyLimit)
    : impl_(std::make_unique<Impl>(headerLimit, bodyLimit)) {}
Http1RequestParser::~Http1RequestParser() = default;

Http1Fed Http1RequestParser::feed(std::string_view bytes) {
  Http1Fed fed = impl_->run(bytes, impl_->tooLarge);
  if (fed.errorStatus != 0 && impl_->failStatus != 0) {
    fed.errorStatus = impl_->failStatus;
    fed.why = impl_->failWhy;
  }
  return fed;
}

bool Http1RequestParser::headersDone() const {
  return impl_->headerDone;
}
size_t Http1RequestParser::heldBytes() const {
  return impl_->headerBytes + impl_->request.body.size();
}
bool Http1RequestParser::tooLarge() const {
  return impl_->tooLarge;
}
bool Http1RequestParser::keepAlive() const {
  return !impl_->tooLarge && !impl_->oldVersion && impl_->keep_alive();
}
bool Http1RequestParser::expectContinue() const {
  return impl_->continueExpected && !impl_->tooLarge;
}
bool Http1RequestParser::http10() const {
  return impl_->oldVersion;
}

HttpRequest Http1RequestParser::head() const {
  HttpRequest head;
  head.method = impl_->request.method;
  head.target = impl_->request.target;
  head.headers = impl_->headers;
  return head;
}

HttpRequest Http1RequestParser::takeRequest() {
  HttpRequest request = std::move(impl_->request);
  request.headers = std::move(impl_->headers);
  request.bodyTooLarge = impl_->tooLarge;
  request.path = decodedPath(request.target);
  return request;
}

struct Http1ResponseParser::Impl final : Parser<false> {
  std::function<void(int, const Headers&)> onHeaders;
  std::function<void(std::string_view)> onData;
  int status = 0;
  bool headOnly;

  Impl(size_t limit, bool head, std::function<void(int, const Headers&)> h,
       std::function<void(std::string_view)> d)
      : Parser(limit), onHeaders(std::move(h)), onData(std::move(d)), headOnly(head) {
    this->skip(head);
  }
  void on_request_impl(http::verb, Text, Text, int, Error&) override {}
  void on_response_impl(int code, Text, int, Error&) override { status = code; }
  void on_header_impl(Error&) override {
    headerDone = true;
    if (status / 100 != 1) onHeaders(status, headers);
  }
  std::size_t on_body_impl(Text body, Error&) override {
    onData(plain(body));
    return body.size();
  }
  std::size_t on_chunk_body_impl(std::uint64_t, Text body, Error&) override {
    onData(plain(body));
    return body.size();
  }
};

namespace {
const bool kNeverStop = false;
}

Http1ResponseParser::Http1ResponseParser(size_t headerLimit, bool headOnly,
                                         std::function<void(int, const Headers&)> onHeaders,
                                         std::function<void(std::string_view)> onData)
    : impl_(std::make_unique<Impl>(headerLimit, headOnly, std::move(onHeaders), std::move(onData))) {}
Http1ResponseParser::~Http1ResponseParser() = default;

Http1Fed Http1ResponseParser::feed(std::string_view bytes) {
  size_t before = 0;
  for (;;) {
    Http1Fed fed = impl_->run(bytes.substr(before), kNeverStop);
    fed.consumed += before;
    if (!fed.done || impl_->status / 100 != 1) return fed;
    // 100 Continue and the like come before the answer proper.
    before = fed.consumed;
    impl_ = std::make_unique<Impl>(impl_->headerLeft, impl_->headOnly, std::move(impl_->onHeaders),
                                   std::move(impl_->onData));
  }
}

bool Http1ResponseParser::endOfInput() {
  if (impl_->is_done()) return true;
  if (!impl_->headerDone || !impl_->need_eof()) return false;
  Error error;
  impl_->put_eof(error);
  return !error;
}

bool Http1ResponseParser::keepAlive() const {
  return impl_->is_done() && impl_->keep_alive();
}

}  // namespace seamark::net
