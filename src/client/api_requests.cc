// SPDX-License-Identifier: Apache-2.0
#include "client/api_requests.h"

#include <fstream>
#include <sstream>

#include "api/base64.h"
#include "client/answer_decoder.h"

namespace seamark::client {
namespace {

constexpr size_t kLongestAnswer = 1024UL * 1024 * 1024;
constexpr size_t kLongestFailure = 64 * 1024;
// As often as client-go reads the token again.
constexpr Duration kTokenAge = std::chrono::minutes(1);

Status unreachable(const Status& why) {
  return serviceUnavailable(why.message);
}

// An answer on its way in.
struct Answer {
  int code = 0;
  std::string body;
  bool good() const { return code / 100 == 2; }
};

}  // namespace

Result<std::unique_ptr<ApiRequests>> ApiRequests::make(net::EventLoop& loop, ClusterAccess access,
                                                       std::string userAgent, Duration timeout,
                                                       Metrics* metrics) {
  TRY(auto client, net::HttpClient::make(loop, access.connection));
  return std::unique_ptr<ApiRequests>(
      new ApiRequests(loop, std::move(access), std::move(client), std::move(userAgent), timeout, metrics));
}

ApiRequests::ApiRequests(net::EventLoop& loop, ClusterAccess access, std::unique_ptr<net::HttpClient> client,
                         std::string userAgent, Duration timeout, Metrics* metrics)
    : loop_(loop),
      access_(std::move(access)),
      userAgent_(std::move(userAgent)),
      timeout_(timeout),
      metrics_(metrics, access_.connection.host),
      client_(std::move(client)) {}

const std::string& ApiRequests::token() {
  if (access_.tokenFile.empty()) return access_.token;
  const SteadyTime now = loop_.clock().steady();
  if (tokenRead_ != SteadyTime{} && now - tokenRead_ < kTokenAge) return access_.token;
  tokenRead_ = now;
  std::ifstream file(access_.tokenFile, std::ios::binary);
  std::ostringstream read;
  read << file.rdbuf();
  std::string text = read.str();
  text.erase(text.find_last_not_of(" \r\n\t") + 1);
  if (!text.empty()) access_.token = std::move(text);  // else the last known one still may do
  return access_.token;
}

net::HttpClientRequest ApiRequests::signedRequest(ApiRequest request) {
  net::HttpClientRequest out;
  out.method = std::move(request.method);
  out.target = access_.pathPrefix + request.target;
  out.body = std::move(request.body);
  out.timeout = timeout_;
  out.headers.add("accept", "application/json");
  out.headers.add("user-agent", userAgent_);
  if (!request.contentType.empty()) out.headers.add("content-type", std::move(request.contentType));
  if (const std::string& bearer = token(); !bearer.empty()) {
    out.headers.add("authorization", "Bearer " + bearer);
  } else if (!access_.username.empty()) {
    std::string encoded;
    api::appendBase64(access_.username + ":" + access_.password, encoded);
    out.headers.add("authorization", "Basic " + encoded);
  }
  return out;
}

void ApiRequests::send(ApiRequest request, std::function<void(Result<std::string>)> then) {
  auto answer = std::make_shared<Answer>();
  const SteadyTime begun = loop_.clock().steady();
  const std::string method = request.method;
  client_->send(signedRequest(std::move(request)),
                {.onHeaders = [answer](int code, const net::Headers&) { answer->code = code; },
                 .onData =
                     [answer](std::string_view chunk) {
                       if (answer->body.size() + chunk.size() <= kLongestAnswer) answer->body.append(chunk);
                     },
                 .onEnd =
                     [this, answer, method, begun, then = std::move(then)](const Result<>& result) {
                       metrics_.answered(method, result ? answer->code : 0);
                       metrics_.took(method, loop_.clock().steady() - begun);
                       if (!result) return then(Failure(unreachable(result.error())));
                       if (!answer->good()) return then(Failure(decodeFailure(answer->code, answer->body)));
                       then(std::move(answer->body));
                     }});
}

ApiRequests::Exchange ApiRequests::open(ApiRequest request, Stream stream) {
  auto answer = std::make_shared<Answer>();
  const std::string method = request.method;
  return client_->send(
      signedRequest(std::move(request)),
      {.onHeaders =
           [this, answer, method, opened = std::move(stream.onOpened)](int code, const net::Headers&) {
             answer->code = code;
             metrics_.answered(method, code);
             if (answer->good() && opened) opened();
           },
       .onData =
           [answer, onData = std::move(stream.onData)](std::string_view chunk) {
             if (answer->good()) return onData(chunk);
             if (answer->body.size() < kLongestFailure) answer->body.append(chunk);
           },
       .onEnd =
           [this, answer, method, onEnd = std::move(stream.onEnd)](const Result<>& result) {
             if (answer->code == 0) metrics_.answered(method, 0);
             if (!result) return onEnd(Failure(unreachable(result.error())));
             if (!answer->good()) return onEnd(Failure(decodeFailure(answer->code, answer->body)));
             onEnd({});
           }});
}

}  // namespace seamark::client
