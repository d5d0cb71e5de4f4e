// For tests: the API server without sockets. Requests go in as values, answers come out as values; everything
// behind is the real code, on the memory store.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <future>
#include <memory>
#include <string>

#include "apiserver/allocators/service_registry.h"
#include "apiserver/auth/authenticator.h"
#include "apiserver/auth/authorizer.h"
#include "apiserver/auth/service_account_tokens.h"
#include "apiserver/bootstrap/bootstrap.h"
#include "apiserver/certificates.h"
#include "apiserver/compressed_lists.h"
#include "apiserver/metrics.h"
#include "apiserver/plain_endpoints.h"
#include "apiserver/request_handler.h"
#include "apiserver/watch_hub.h"
#include "net/event_loop.h"
#include "store/open.h"

namespace seamark::apiserver {

struct TestAnswer {
  int status = 0;
  net::Headers headers;
  std::string body;

  boost::json::value json() const {
    boost::system::error_code error;
    return boost::json::parse(body, error);
  }
  // The value at a JSON pointer as text; strings without quotes; empty when there is none.
  std::string at(std::string_view pointer) const {
    boost::system::error_code error;
    const boost::json::value document = json();
    const boost::json::value* found = document.find_pointer(pointer, error);
    if (!found) return {};
    return found->is_string() ? std::string(found->get_string()) : boost::json::serialize(*found);
  }
  std::string message() const { return at("/message"); }
};

// Keeps the answer for whoever waits for it.
class TestResponder final : public net::HttpResponder {
 public:
  explicit TestResponder(Executor& executor) : executor_(executor) {}
  void respond(int status, net::Headers headers, std::vector<Bytes> body) override {
    start(status, std::move(headers));
    for (const Bytes& part : body) answer_.body += part.view();
    finish();
  }
  void respondFrom(int status, net::Headers headers, std::unique_ptr<net::BodySource> body) override {
    start(status, std::move(headers));
    for (std::string part(64 << 10, '\0'); !body->ended();)
      answer_.body.append(part, 0, body->read(part.data(), part.size()));
    finish();
  }
  void start(int status, net::Headers headers) override {
    answer_.status = status;
    answer_.headers = std::move(headers);
  }
  void write(Bytes chunk) override { answer_.body += chunk.view(); }
  void finish() override { done_.set_value(answer_); }
  void abort() override { finish(); }
  size_t queued() const override { return 0; }
  void onDrained(std::function<void()>) override {}
  void onClosed(std::function<void()>) override {}
  bool closed() const override { return false; }
  Executor& executor() override { return executor_; }
  std::future<TestAnswer> answer() { return done_.get_future(); }

 private:
  Executor& executor_;
  TestAnswer answer_;
  std::promise<TestAnswer> done_;
};

struct TestRequest {
  std::string method;
  std::string target;
  std::string body{};
  net::Headers headers{};
  std::string token = "admintoken";
  std::shared_ptr<const net::Peer> peer{};
};

class TestServer {
 public:
  explicit TestServer(std::vector<std::string> ranges = {"10.96.0.0/16", "fd00:96::/112"},
                      std::string nodePorts = "30000-32767")
      : store_(store::openMemoryStore(clock_)),
        loop_(clock_, "test"),
        registry_(rangesOf(ranges, nodePorts)),
        authorizer_(*store_),
        tokens_({}, keyAtHand(*SigningKey::fromPem(*makeRsaKey())), {}, clock_, random_),
        metrics_(clock_),
        watches_(*store_),
        services_{*store_,     clock_,  random_,  watches_,        registry_,
                  authorizer_, tokens_, metrics_, compressedLists_},
        authenticator_(*parseTokenFile("admintoken,admin,1,\"system:masters\"\nusertoken,alice,3,\"devs\"\n"),
                       tokens_, *store_, clock_),
        plain_(health_, "192.168.10.1:6443"),
        handler_(services_, authenticator_, plain_),
        bootstrap_(services_, loop_, {"192.168.10.1", 6443, "test CA\n"}) {
    std::promise<Result<>> made;
    loop_.post([&] { bootstrap_.runAll([&](Result<> result) { made.set_value(std::move(result)); }); });
    const Result<> result = made.get_future().get();
    if (!result) ADD_FAILURE() << result.error().message;
  }
  ~TestServer() {
    std::promise<void> done;
    store_->commit({}, [&](const store::Outcome&) { done.set_value(); });
    done.get_future().wait();
    loop_.runAndWait([] {});
  }

  std::future<TestAnswer> send(TestRequest request) {
    net::HttpRequest http;
    http.method = request.method;
    http.target = request.target;
    http.path = request.target.substr(0, request.target.find('?'));
    http.headers = std::move(request.headers);
    if (!request.token.empty()) http.headers.add("authorization", "Bearer " + request.token);
    http.body = std::move(request.body);
    http.peer = std::move(request.peer);
    auto responder = std::make_shared<TestResponder>(loop_);
    std::future<TestAnswer> answer = responder->answer();
    loop_.post(
        [this, http = std::move(http), responder]() mutable { handler_.handle(std::move(http), responder); });
    return answer;
  }
  TestAnswer ask(TestRequest request) { return send(std::move(request)).get(); }
  TestAnswer get(std::string target) { return ask({"GET", std::move(target)}); }
  TestAnswer post(std::string target, std::string body) {
    return ask({"POST", std::move(target), std::move(body)});
  }
  TestAnswer put(std::string target, std::string body) {
    return ask({"PUT", std::move(target), std::move(body)});
  }
  TestAnswer remove(std::string target, std::string body = {}) {
    return ask({"DELETE", std::move(target), std::move(body)});
  }
  TestAnswer merge(std::string target, std::string body) {
    return ask(
        {"PATCH", std::move(target), std::move(body), {{"content-type", "application/merge-patch+json"}}});
  }

  store::Store& store() { return *store_; }
  Services& services() { return services_; }
  ServiceAccountTokens& tokens() { return tokens_; }
  net::EventLoop& loop() { return loop_; }

 private:
  static ServiceRanges rangesOf(const std::vector<std::string>& cidrs, const std::string& ports) {
    ServiceRanges ranges;
    for (const std::string& cidr : cidrs) ranges.clusterIps.push_back(*api::Cidr::parse(cidr));
    const size_t dash = ports.find('-');
    ranges.nodePorts = {std::stoi(ports.substr(0, dash)), std::stoi(ports.substr(dash + 1))};
    return ranges;
  }

  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<store::Store> store_;
  net::EventLoop loop_;
  ServiceRegistry registry_;
  Authorizer authorizer_;
  ServiceAccountTokens tokens_;
  Metrics metrics_;
  WatchHub watches_;
  CompressedLists compressedLists_;
  Services services_;
  Authenticator authenticator_;
  Health health_;
  PlainEndpoints plain_;
  RequestHandler handler_;
  Bootstrap bootstrap_;
};

}  // namespace seamark::apiserver
