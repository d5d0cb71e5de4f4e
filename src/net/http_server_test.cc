// The server and our own client over loopback, with TLS and without.
// SPDX-License-Identifier: Apache-2.0
#include "net/http_server.h"

#include <gmock/gmock.h>

#include <atomic>
#include <mutex>

#include "net/http_test_support.h"

namespace seamark::net {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

HttpHandler echo() {
  return [](HttpRequest request, const std::shared_ptr<HttpResponder>& to) {
    to->respond(200, {{"x-version", std::to_string(request.httpMajor)}},
                {Bytes(request.method + " " + request.path + " "), Bytes(std::move(request.body))});
  };
}

TEST_F(HttpEndToEnd, RequestsGoOverHttp2WithTls) {
  serve(echo());
  connect(clientConfig());
  const auto small = get("/a?b");
  ASSERT_TRUE(small.result) << small.result.error().message;
  EXPECT_EQ(small.status, 200);
  EXPECT_EQ(*small.headers.find("x-version"), "2");
  EXPECT_EQ(small.body, "GET /a ");
  const std::string large(2'500'000, 'x');
  EXPECT_EQ(get("/b", large).body, "POST /b " + large);
}

TEST_F(HttpEndToEnd, PlainConnectionsAreHttp1AndKept) {
  std::mutex mutex;
  std::vector<std::string> peers;
  serve(
      [&](HttpRequest request, const std::shared_ptr<HttpResponder>& to) {
        const std::lock_guard lock(mutex);
        peers.push_back(request.peer->address);
        to->respond(200, {}, {Bytes(std::to_string(request.httpMajor) + request.body)});
      },
      {}, false);
  auto config = clientConfig();
  config.tls = false;
  connect(config);
  EXPECT_EQ(get("/").body, "1");
  EXPECT_EQ(get("/", std::string(1'000'000, 'y')).body.size(), 1'000'001u);
  ASSERT_EQ(peers.size(), 2u);
  EXPECT_EQ(peers[0], peers[1]);
  EXPECT_THAT(peers[0], StartsWith("127.0.0.1:"));
}

TEST_F(HttpEndToEnd, ManyRequestsShareOneConnection) {
  std::mutex mutex;
  std::set<std::string> peers;
  serve([&](HttpRequest request, const std::shared_ptr<HttpResponder>& to) {
    const std::lock_guard lock(mutex);
    peers.insert(request.peer->address);
    to->respond(200, {}, {Bytes(request.path)});
  });
  connect(clientConfig());
  std::vector<std::promise<HttpReply>> done(600);  // more than the server's concurrent streams
  clientLoop.runAndWait([&] {
    for (size_t i = 0; i < done.size(); ++i)
      send({.method = "GET", .target = "/" + std::to_string(i)}, done[i]);
  });
  for (size_t i = 0; i < done.size(); ++i)
    EXPECT_EQ(done[i].get_future().get().body, "/" + std::to_string(i));
  EXPECT_EQ(peers.size(), 1u);
}

TEST_F(HttpEndToEnd, WatchesStreamUntilTheClientCancels) {
  std::promise<void> gone;
  serve([&](const HttpRequest&, const std::shared_ptr<HttpResponder>& to) {
    to->onClosed([&gone, to] { gone.set_value(); });
    to->start(200, {});
    to->write(Bytes("one\n"));
    to->executor().post([to] { to->write(Bytes("two\n")); });
  });
  connect(clientConfig());
  std::promise<HttpReply> done;
  std::promise<void> both;
  std::string seen;
  HttpClient::Exchange exchange{};
  clientLoop.runAndWait([&] {
    exchange = send({.method = "GET", .target = "/watch"}, done, [&](std::string_view chunk) {
      seen += chunk;
      if (seen == "one\ntwo\n") both.set_value();
    });
  });
  both.get_future().wait();
  clientLoop.runAndWait([&] { client->cancel(exchange); });
  gone.get_future().wait();
}

TEST_F(HttpEndToEnd, LargeAnswersWaitForTheReader) {
  std::atomic<size_t> highest = 0;
  serve([&](const HttpRequest&, const std::shared_ptr<HttpResponder>& to) {
    auto left = std::make_shared<int>(200);
    const auto chunk = std::make_shared<const std::string>(100'000, 'z');
    to->start(200, {});
    // A producer that keeps to its bound, as LIST does.
    const auto more = [to = std::weak_ptr(to), left, chunk, &highest] {
      const auto responder = to.lock();
      while (responder && *left > 0 && responder->queued() < 200'000) {
        responder->write(Bytes(chunk));
        highest = std::max<size_t>(highest, responder->queued());
        if (--*left == 0) responder->finish();
      }
    };
    to->onDrained([to, more] { more(); });
    more();
  });
  connect(clientConfig());
  EXPECT_EQ(get("/").body.size(), 20'000'000u);
  EXPECT_LE(highest, 300'000u);
}

TEST_F(HttpEndToEnd, ClientCertificatesAreReadAndVerified) {
  Peer seen;
  serve([&](const HttpRequest& request, const std::shared_ptr<HttpResponder>& to) {
    seen = *request.peer;
    to->respond(200, {}, {});
  });
  auto config = clientConfig();
  connect(config);
  EXPECT_EQ(get("/").status, 200);  // none is needed
  EXPECT_FALSE(seen.certificateVerified);
  const auto good = authority.client("alice", {"dev", "ops"});
  config.certificatePem = good.certificatePem;
  config.privateKeyPem = good.privateKeyPem;
  connect(config);
  EXPECT_EQ(get("/").status, 200);
  EXPECT_TRUE(seen.certificateVerified);
  EXPECT_EQ(seen.commonName, "alice");
  EXPECT_THAT(seen.organizations, ElementsAre("dev", "ops"));
  EXPECT_EQ(seen.certificateSha256.size(), 64u);
  const auto left = seen.certificateExpires - std::chrono::system_clock::now();
  EXPECT_GT(left, 59min);
  EXPECT_LE(left, 60min);
}

TEST_F(HttpEndToEnd, UnverifiableClientCertificatesFailTheHandshakeOrAreMarked) {
  Peer seen;
  const HttpHandler handler = [&](const HttpRequest& request, const std::shared_ptr<HttpResponder>& to) {
    seen = *request.peer;
    to->respond(200, {}, {});
  };
  const TestAuthority stranger("somebody else");
  for (const auto& bad : {stranger.client("mallory"), authority.client("old", {}, -60), authority.server()}) {
    serve(handler);
    auto config = clientConfig();
    config.certificatePem = bad.certificatePem;
    config.privateKeyPem = bad.privateKeyPem;
    connect(config);
    EXPECT_FALSE(get("/").result);
    serve(handler, {}, true, true);
    config.port = server->port();
    connect(config);
    EXPECT_EQ(get("/").status, 200);
    EXPECT_TRUE(seen.certificateRefused);
    EXPECT_FALSE(seen.certificateVerified);
    EXPECT_EQ(seen.commonName, "");
    dropClient();
  }
}

TEST_F(HttpEndToEnd, TheServersCertificateIsVerified) {
  serve(echo());
  auto config = clientConfig();
  config.caPem = TestAuthority("somebody else").pem();
  connect(config);
  EXPECT_THAT(get("/").result.error().message, HasSubstr("certificate verify failed"));
  config.insecure = true;
  connect(config);
  EXPECT_EQ(get("/").status, 200);
  config = clientConfig();
  config.serverName = "another.example";
  connect(config);
  EXPECT_FALSE(get("/").result);
  config.serverName = "localhost";
  connect(config);
  EXPECT_EQ(get("/").status, 200);
  config.host = "localhost";  // found by name
  connect(config);
  EXPECT_EQ(get("/").status, 200);
}

TEST_F(HttpEndToEnd, ListeningTellsWhyItCannot) {
  serve(echo());
  auto taken = HttpServer::listen({&first}, "127.0.0.1", server->port(), std::nullopt, {}, echo());
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().message,
            "cannot listen on 127.0.0.1:" + std::to_string(server->port()) + ": address already in use");
  const auto name = HttpServer::listen({&first}, "no address", 0, std::nullopt, {}, echo());
  EXPECT_EQ(name.error().message, "\"no address\" is not an IP address");
  auto broken = HttpServer::listen({&first}, "127.0.0.1", 0, TlsServerConfig{"x", "y", {}}, {}, echo());
  EXPECT_EQ(broken.error().message, "the certificate is not in PEM form");
  const auto other = authority.server();
  broken = HttpServer::listen({&first}, "127.0.0.1", 0,
                              TlsServerConfig{serverCertificate.certificatePem, other.privateKeyPem, {}}, {},
                              echo());
  EXPECT_THAT(broken.error().message, StartsWith("the private key does not belong to the certificate"));
}

TEST_F(HttpEndToEnd, SlowPeersAreClosed) {
  HttpLimits limits;
  limits.handshakeTimeout = limits.headerTimeout = limits.bodyTimeout = limits.idleTimeout = 40ms;
  serve(echo(), limits, false);
  for (const std::string_view start :
       {"", "GET / HT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx"}) {
    RawConnection raw(server->port());
    if (!start.empty()) raw.send(start);
    EXPECT_EQ(raw.readAll(), "") << start;
  }
  RawConnection idle(server->port());
  idle.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(idle.readAll(), HasSubstr("200 OK"));  // and then the end
  serve(echo(), limits);
  RawConnection handshake(server->port());
  handshake.send("\x16\x03\x01");
  EXPECT_EQ(handshake.readAll(), "");
}

TEST_F(HttpEndToEnd, PlainHttpOnATlsPortIsTold) {
  serve(echo());
  RawConnection raw(server->port());
  raw.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(raw.readAll(),
            "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
}

TEST_F(HttpEndToEnd, APeerThatNeverReadsIsClosed) {
  HttpLimits limits;
  limits.writeTimeout = 50ms;
  std::promise<void> gone;
  serve(
      [&](const HttpRequest&, const std::shared_ptr<HttpResponder>& to) {
        to->onClosed([&] { gone.set_value(); });
        to->respond(200, {}, {Bytes(std::string(50'000'000, 'x'))});
      },
      limits, false);
  RawConnection raw(server->port());
  raw.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  gone.get_future().wait();
}

TEST_F(HttpEndToEnd, ConnectionsAboveTheLimitAreClosed) {
  HttpLimits limits;
  limits.connections = 2;
  serve(echo(), limits, false);
  RawConnection one(server->port()), two(server->port());
  for (auto* raw : {&one, &two}) {
    raw->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(raw->readUntil("GET / "), HasSubstr("200"));
  }
  RawConnection three(server->port());
  EXPECT_EQ(three.readAll(), "");
}

TEST_F(HttpEndToEnd, ARefusalReachesAPeerThatIsStillSending) {
  HttpLimits limits;
  limits.bodyBytes = 1000;
  serve(
      [](const HttpRequest& request, const std::shared_ptr<HttpResponder>& to) {
        to->respond(request.bodyTooLarge ? 413 : 200, {}, {Bytes("too large")});
      },
      limits, false);
  RawConnection raw(server->port());
  raw.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n" + std::string(300'000, 'x'));
  EXPECT_THAT(raw.readAll(), HasSubstr("413"));
}

TEST_F(HttpEndToEnd, Http2WithPriorKnowledgeOnAPlainPort) {
  serve(echo(), {}, false);
  RawConnection raw(server->port());
  raw.send("PR");
  raw.send("I * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  raw.send(std::string_view("\0\0\0\4\0\0\0\0\0", 9));
  const std::string answer = raw.readUntil(std::string_view("\0\0\0\4\1\0\0\0\0", 9));  // SETTINGS ACK
  EXPECT_EQ(answer[3], 4);
}

TEST_F(HttpEndToEnd, TheClientConnectsAnewAndTellsWhyItCannot) {
  serve(echo());
  const auto config = clientConfig();
  connect(config);
  EXPECT_EQ(get("/").status, 200);
  const uint16_t port = server->port();
  server->close(0ms);
  const auto away = get("/");
  ASSERT_FALSE(away.result);
  EXPECT_THAT(away.result.error().message, HasSubstr("127.0.0.1:" + std::to_string(port)));
  auto again = HttpServer::listen(
      {&first}, "127.0.0.1", port,
      TlsServerConfig{serverCertificate.certificatePem, serverCertificate.privateKeyPem, {}}, {}, echo());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(get("/").status, 200);
}

TEST_F(HttpEndToEnd, AnswersThatDoNotComeTimeOut) {
  std::vector<std::shared_ptr<HttpResponder>> held;
  serve([&](const HttpRequest&, std::shared_ptr<HttpResponder> to) { held.push_back(std::move(to)); });
  connect(clientConfig());
  std::promise<HttpReply> done;
  clientLoop.runAndWait([&] { send({.method = "GET", .target = "/", .timeout = 30ms}, done); });
  EXPECT_THAT(done.get_future().get().result.error().message, HasSubstr("did not answer in time"));
  server->close(0s);
}

TEST_F(HttpEndToEnd, ClosingLetsAnswersFinish) {
  std::promise<std::shared_ptr<HttpResponder>> asked;
  serve([&](const HttpRequest&, std::shared_ptr<HttpResponder> to) { asked.set_value(std::move(to)); });
  connect(clientConfig());
  std::promise<HttpReply> done;
  clientLoop.runAndWait([&] { send({.method = "GET", .target = "/"}, done); });
  auto responder = asked.get_future().get();
  Executor& executor = responder->executor();
  std::thread closing([&] { server->close(10s); });
  executor.post([responder = std::move(responder)] {
    responder->executor().after(20ms, [responder] { responder->respond(200, {}, {Bytes("in time")}); });
  });
  EXPECT_EQ(done.get_future().get().body, "in time");
  closing.join();
}

TEST_F(HttpEndToEnd, AHandleMayBeDroppedOnAnyThread) {
  serve([](const HttpRequest&, std::shared_ptr<HttpResponder> to) {
    std::thread([kept = std::move(to)]() mutable { kept.reset(); }).join();
  });
  connect(clientConfig());
  EXPECT_EQ(get("/").status, 500);
}

// Clients come and go, cancel and are dropped, while the server stops: nothing may hang, leak or race.
TEST_F(HttpEndToEnd, ComingAndGoingWhileLoopsStop) {
  for (int round = 0; round < 3; ++round) {
    serve([](const HttpRequest& request, const std::shared_ptr<HttpResponder>& to) {
      if (request.path == "/watch") {
        to->start(200, {});
        to->write(Bytes("x"));
        to->onClosed([to] {});
        return;
      }
      to->executor().post([to] { to->respond(200, {}, {Bytes(std::string(10'000, 'x'))}); });
    });
    const auto config = clientConfig();
    std::vector<std::thread> threads;
    std::atomic<bool> stop = false;
    std::atomic<int> ended = 0;
    for (int t = 0; t < 3; ++t)
      threads.emplace_back([&, t] {
        EventLoop loop(clock, "stress");
        for (int i = 0; !stop; ++i) {
          std::unique_ptr<HttpClient> mine;
          loop.runAndWait([&] {
            mine = std::move(*HttpClient::make(loop, config));
            for (int n = 0; n < 20; ++n) {
              const auto exchange =
                  mine->send({.method = "GET", .target = n % 3 ? "/" : "/watch"},
                             {.onHeaders = {}, .onData = {}, .onEnd = [&](const Result<>&) { ++ended; }});
              if (n % 7 == 0) mine->cancel(exchange);
            }
          });
          if ((i + t) % 2)
            while (ended < 10 * (i + 1) && !stop) std::this_thread::yield();
          loop.runAndWait([&] { mine.reset(); });
        }
      });
    while (ended < 300) std::this_thread::yield();
    server->close(1ms);
    server.reset();
    stop = true;
    for (auto& thread : threads) thread.join();
  }
}

}  // namespace
}  // namespace seamark::net
