// A server with certificates and a client for end-to-end tests, and blocking sockets to break rules with.
// Test-only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <string>

#include "net/http_client.h"
#include "net/http_server.h"
#include "net/test_certificates.h"

namespace seamark::net {

// A plain blocking connection to loopback.
class RawConnection {
 public:
  explicit RawConnection(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  }
  ~RawConnection() { close(fd_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;
  void send(std::string_view bytes) {
    EXPECT_EQ(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  // Until the server closes; a hang fails the test by its time limit.
  std::string readAll() {
    std::string out;
    char buffer[4096];
    for (;;) {
      const ssize_t length = recv(fd_, buffer, sizeof buffer, 0);
      if (length <= 0) return out;
      out.append(buffer, static_cast<size_t>(length));
    }
  }
  std::string readUntil(std::string_view end) {
    std::string out;
    char byte = 0;
    while (!out.ends_with(end) && recv(fd_, &byte, 1, 0) == 1) out += byte;
    return out;
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

struct HttpReply {
  int status = 0;
  Headers headers;
  std::string body;
  Result<> result;
};

struct HttpEndToEnd : testing::Test {
  SystemClock clock;
  EventLoop first{clock, "server-1"}, second{clock, "server-2"}, clientLoop{clock, "client"};
  TestAuthority authority;
  TestCertificate serverCertificate = authority.server();
  std::unique_ptr<HttpServer> server;
  std::unique_ptr<HttpClient> client;

  void serve(HttpHandler handler, HttpLimits limits = {}, bool tls = true, bool admitUnverified = false) {
    std::optional<TlsServerConfig> config;
    if (tls)
      config = TlsServerConfig{serverCertificate.certificatePem, serverCertificate.privateKeyPem,
                               authority.pem(), admitUnverified};
    auto made = HttpServer::listen({&first, &second}, "127.0.0.1", 0, config, limits, std::move(handler));
    ASSERT_TRUE(made) << made.error().message;
    server = std::move(*made);
  }
  HttpClientConfig clientConfig() const {
    return {.host = "127.0.0.1", .port = server->port(), .caPem = authority.pem()};
  }
  void connect(const HttpClientConfig& config) {
    dropClient();
    auto made = HttpClient::make(clientLoop, config);
    ASSERT_TRUE(made) << made.error().message;
    client = std::move(*made);
  }
  void dropClient() {
    clientLoop.runAndWait([this] { client.reset(); });
  }
  // On the client's loop. The future is ready when the exchange has ended.
  HttpClient::Exchange send(HttpClientRequest request, std::promise<HttpReply>& done,
                            std::function<void(std::string_view)> onData = {}) {
    auto reply = std::make_shared<HttpReply>();
    return client->send(std::move(request), {.onHeaders =
                                                 [reply](int status, const Headers& headers) {
                                                   reply->status = status;
                                                   reply->headers = headers;
                                                 },
                                             .onData =
                                                 [reply, onData](std::string_view chunk) {
                                                   reply->body.append(chunk);
                                                   if (onData) onData(chunk);
                                                 },
                                             .onEnd =
                                                 [reply, &done](Result<> result) {
                                                   reply->result = std::move(result);
                                                   done.set_value(std::move(*reply));
                                                 }});
  }
  HttpReply get(const std::string& target, const std::string& body = {}) {
    std::promise<HttpReply> done;
    clientLoop.runAndWait(
        [&] { send({.method = body.empty() ? "GET" : "POST", .target = target, .body = body}, done); });
    return done.get_future().get();
  }
  void TearDown() override {
    dropClient();
    server.reset();
  }
};

}  // namespace seamark::net
