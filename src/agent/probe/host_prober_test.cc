// Real probes: sockets on loopback, TLS, HTTP/2, processes.
// SPDX-License-Identifier: Apache-2.0
#include "agent/probe/host_prober.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <future>
#include <mutex>

#include "net/http_server.h"
#include "net/tcp.h"
#include "net/test_certificates.h"

namespace seamark::agent {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

class RealProbes : public testing::Test {
 protected:
  ~RealProbes() override {
    server_.reset();
    loop_.runAndWait([this] { prober_.reset(); });
  }

  void serve(net::HttpHandler handler, std::optional<net::TlsServerConfig> tls = {}) {
    auto made =
        net::HttpServer::listen({&serverLoop_}, "127.0.0.1", 0, std::move(tls), {}, std::move(handler));
    ASSERT_TRUE(made) << made.error().message;
    server_ = std::move(*made);
  }
  void answer(int status, net::Headers headers, const std::string& body) {
    serve([=](const net::HttpRequest&, const std::shared_ptr<net::HttpResponder>& to) {
      to->respond(status, headers, {Bytes(body)});
    });
  }
  uint16_t port() const { return server_->port(); }

  ProbeResult probe(const ProbeTarget& target, Duration timeout = 5s) {
    serverLoop_.runAndWait([] {});  // what a test and its server share has been handed over
    std::promise<ProbeResult> done;
    loop_.post([&] { prober_->probe(target, timeout, [&](ProbeResult result) { done.set_value(result); }); });
    ProbeResult result = done.get_future().get();
    serverLoop_.runAndWait([] {});
    return result;
  }
  HttpTarget http(const std::string& path = "/healthz") {
    return {.host = "127.0.0.1", .port = port(), .path = path};
  }

  SystemClock clock_;
  net::EventLoop serverLoop_{clock_, "server"}, loop_{clock_, "prober"};
  std::unique_ptr<net::HttpServer> server_;
  std::unique_ptr<HostProber> prober_ = std::make_unique<HostProber>(loop_, HostProber::Bounds{4, 2});
};

// A port of loopback that nothing listens on.
uint16_t closedPort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{
      .sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(fd);
  return ntohs(address.sin_port);
}

TEST_F(RealProbes, TcpSucceedsWhereSomethingListens) {
  answer(200, {}, "");
  EXPECT_EQ(probe(TcpTarget{"127.0.0.1", port()}).outcome, Outcome::Success);
  EXPECT_EQ(probe(TcpTarget{"localhost", port()}).outcome, Outcome::Success);
  const uint16_t closed = closedPort();
  const auto refused = probe(TcpTarget{"127.0.0.1", closed});
  EXPECT_EQ(refused.outcome, Outcome::Failure);
  EXPECT_EQ(refused.output, fmt::format("dial tcp 127.0.0.1:{}: connect: connection refused", closed));
}

TEST_F(RealProbes, HttpStatusesDecide) {
  for (const int status : {200, 204, 399, 400, 404, 503}) {
    answer(status, {}, status == 204 ? "" : "text");
    const auto result = probe(http());
    if (status < 300)
      EXPECT_EQ(result.outcome, Outcome::Success);
    else if (status < 400)
      EXPECT_EQ(result.outcome, Outcome::Warning);
    else
      EXPECT_EQ(result, (ProbeResult{Outcome::Failure,
                                     fmt::format("HTTP probe failed with statuscode: {}", status)}));
  }
}

TEST_F(RealProbes, HttpSendsTheKubeletsHeadersAndThoseOfTheProbe) {
  std::mutex mutex;
  std::vector<net::HttpRequest> seen;
  serve([&](const net::HttpRequest& request, const std::shared_ptr<net::HttpResponder>& to) {
    const std::lock_guard lock(mutex);
    seen.push_back(request);
    to->respond(200, {}, {});
  });
  ASSERT_EQ(probe(http("/a?b=c")).outcome, Outcome::Success);
  EXPECT_EQ(seen[0].target, "/a?b=c");
  EXPECT_EQ(*seen[0].headers.find("user-agent"), "kube-probe/1.37");
  EXPECT_EQ(*seen[0].headers.find("accept"), "*/*");
  EXPECT_EQ(*seen[0].headers.find("host"), fmt::format("127.0.0.1:{}", port()));
  EXPECT_EQ(seen[0].httpMajor, 1);
  HttpTarget target = http();
  target.headers = {{"Host", "db.example"}, {"User-Agent", "mine"}, {"Accept", ""}, {"X-Token", "t"}};
  ASSERT_EQ(probe(target).outcome, Outcome::Success);
  EXPECT_EQ(seen[1].headers.all("host"), (std::vector<std::string_view>{"db.example"}));
  EXPECT_EQ(*seen[1].headers.find("user-agent"), "mine");
  EXPECT_EQ(seen[1].headers.find("accept"), nullptr);
  EXPECT_EQ(*seen[1].headers.find("x-token"), "t");
}

TEST_F(RealProbes, HttpsIsNotVerifiedAndStaysHttp1UnlessAskedOtherwise) {
  const net::TestAuthority authority;
  const auto certificate = authority.server();
  std::atomic<int> major = 0;
  serve(
      [&](const net::HttpRequest& request, const std::shared_ptr<net::HttpResponder>& to) {
        major = request.httpMajor;
        to->respond(200, {}, {Bytes(std::string("ok"))});
      },
      net::TlsServerConfig{certificate.certificatePem, certificate.privateKeyPem, {}});
  HttpTarget target = http();
  target.tls = true;
  EXPECT_EQ(probe(target), (ProbeResult{Outcome::Success, "ok"}));
  EXPECT_EQ(major, 1);
  target.version = net::HttpVersion::Http2;
  EXPECT_EQ(probe(target).outcome, Outcome::Success);
  EXPECT_EQ(major, 2);
}

TEST_F(RealProbes, RedirectsAreFollowedOnThisHostOnly) {
  serve([](const net::HttpRequest& request, const std::shared_ptr<net::HttpResponder>& to) {
    if (request.path == "/moved") return to->respond(302, {{"Location", "/here?x=1"}}, {});
    if (request.path == "/elsewhere") return to->respond(301, {{"Location", "http://other.example/"}}, {});
    if (request.path == "/round") return to->respond(307, {{"Location", "/round"}}, {});
    to->respond(200, {}, {Bytes("at " + request.target)});
  });
  EXPECT_EQ(probe(http("/moved")), (ProbeResult{Outcome::Success, "at /here?x=1"}));
  const auto elsewhere = probe(http("/elsewhere"));
  EXPECT_EQ(elsewhere.outcome, Outcome::Warning);
  EXPECT_THAT(elsewhere.output, StartsWith("Probe terminated redirects"));
  const auto round = probe(http("/round"));
  EXPECT_EQ(round.outcome, Outcome::Failure);
  EXPECT_THAT(round.output, HasSubstr("stopped after 10 redirects"));
}

TEST_F(RealProbes, OfALongAnswerTenKibibytesAreRead) {
  std::shared_ptr<net::HttpResponder> kept;
  serve([&](const net::HttpRequest&, const std::shared_ptr<net::HttpResponder>& to) {
    kept = to;
    to->start(200, {});
    to->write(Bytes(std::string(100'000, 'x')));  // and never the end
  });
  const auto result = probe(http());
  serverLoop_.runAndWait([&] { kept.reset(); });
  EXPECT_EQ(result.outcome, Outcome::Success);
  EXPECT_EQ(result.output.size(), kProbeOutput);
}

TEST_F(RealProbes, AServerThatDoesNotAnswerIsLate) {
  std::vector<std::shared_ptr<net::HttpResponder>> kept;
  serve([&](const net::HttpRequest&, const std::shared_ptr<net::HttpResponder>& to) { kept.push_back(to); });
  const auto result = probe(http(), 200ms);
  EXPECT_EQ(result.outcome, Outcome::Failure);
  EXPECT_EQ(result.output,
            fmt::format("Get \"http://127.0.0.1:{}/healthz\": context deadline exceeded (Client.Timeout "
                        "exceeded while awaiting headers)",
                        port()));
  serverLoop_.runAndWait([&] { kept.clear(); });
}

TEST_F(RealProbes, MoreThanTheBoundWaitTheirTurn) {
  std::atomic<int> now = 0, most = 0;
  serve([&](const net::HttpRequest&, const std::shared_ptr<net::HttpResponder>& to) {
    most = std::max<int>(most, ++now);
    serverLoop_.after(10ms, [&, to] {
      --now;
      to->respond(200, {}, {});
    });
  });
  constexpr int kProbes = 20;
  std::promise<void> done;
  int ended = 0;
  loop_.post([&] {
    for (int i = 0; i < kProbes; ++i)
      prober_->probe(http(), 5s, [&](const ProbeResult& result) {
        EXPECT_EQ(result.outcome, Outcome::Success) << result.output;
        if (++ended == kProbes) done.set_value();
      });
  });
  done.get_future().get();
  EXPECT_LE(most, 4);
}

// ---- gRPC ----

// The frame of a HealthCheckResponse.
std::string health(char status) {
  return status == 0 ? std::string(5, '\0') : std::string("\0\0\0\0\2\x08", 6) + status;
}

TEST_F(RealProbes, GrpcAsksForTheServiceAndReadsItsHealth) {
  std::string body, type, path;
  char status = 1;
  serve([&](const net::HttpRequest& request, const std::shared_ptr<net::HttpResponder>& to) {
    body = request.body, type = *request.headers.find("content-type"), path = request.path;
    to->respond(200, {{"content-type", "application/grpc"}}, {Bytes(health(status))});
  });
  const GrpcTarget target{.host = "127.0.0.1", .port = port(), .service = "orders"};
  EXPECT_EQ(probe(target), (ProbeResult{Outcome::Success, "service healthy"}));
  EXPECT_EQ(path, "/grpc.health.v1.Health/Check");
  EXPECT_EQ(type, "application/grpc");
  EXPECT_EQ(body, std::string("\0\0\0\0\x08\x0a\x06", 7) + "orders");
  status = 2;
  EXPECT_EQ(probe(target),
            (ProbeResult{Outcome::Failure, "service unhealthy (responded with \"NOT_SERVING\")"}));
  status = 0;
  EXPECT_EQ(probe(target).outcome, Outcome::Failure);
}

TEST_F(RealProbes, GrpcErrorsAreTold) {
  serve([](const net::HttpRequest&, const std::shared_ptr<net::HttpResponder>& to) {
    to->respond(200, {{"grpc-status", "12"}, {"grpc-message", "no such method"}}, {});
  });
  const auto result = probe(GrpcTarget{.host = "127.0.0.1", .port = port()});
  EXPECT_EQ(result.outcome, Outcome::Failure);
  EXPECT_THAT(result.output, HasSubstr("does not implement the grpc health protocol"));
  const auto refused = probe(GrpcTarget{.host = "127.0.0.1", .port = closedPort()});
  EXPECT_EQ(refused.outcome, Outcome::Failure);
  EXPECT_THAT(refused.output, HasSubstr("failed to connect service at"));
}

// ---- commands ----

TEST_F(RealProbes, TheExitCodeOfACommandDecides) {
  EXPECT_EQ(probe(ExecTarget{{"sh", "-c", "echo fine"}}), (ProbeResult{Outcome::Success, "fine\n"}));
  EXPECT_EQ(probe(ExecTarget{{"sh", "-c", "echo out; echo err >&2; exit 3"}}),
            (ProbeResult{Outcome::Failure, "out\nerr\n"}));
  const auto absent = probe(ExecTarget{{"/no/such/program"}});
  EXPECT_EQ(absent.outcome, Outcome::Unknown);
  EXPECT_THAT(absent.output, HasSubstr("/no/such/program"));
}

TEST_F(RealProbes, ACommandThatTakesTooLongIsKilledWithAllOfItsGroup) {
  // The child of the child holds the write end of a pipe; it is at its end once both are gone.
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string script = fmt::format("sleep 1000 >&{} & sleep 1000", ends[1]);
  const auto result = probe(ExecTarget{{"sh", "-c", script}}, 200ms);
  EXPECT_EQ(result.outcome, Outcome::Failure);
  EXPECT_THAT(result.output, HasSubstr("timed out"));
  close(ends[1]);
  char byte = 0;
  EXPECT_EQ(read(ends[0], &byte, 1), 0);
  close(ends[0]);
}

TEST_F(RealProbes, OutputIsCutAndDoesNotHoldTheCommandUp) {
  const auto result = probe(ExecTarget{{"sh", "-c", "head -c 1000000 /dev/zero; exit 4"}});
  EXPECT_EQ(result.outcome, Outcome::Failure);
  EXPECT_EQ(result.output.size(), kProbeOutput);
}

TEST_F(RealProbes, ACommandWhoseChildStaysIsNotWaitedFor) {
  EXPECT_EQ(probe(ExecTarget{{"sh", "-c", "sleep 3 & echo done"}}, 2s).outcome, Outcome::Success);
}

}  // namespace
}  // namespace seamark::agent
