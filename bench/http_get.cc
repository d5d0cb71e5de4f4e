// How many GETs does the HTTP server answer, and what does one cost?
//
//   http_get [SECONDS] [BODY_BYTES]       default: 2 s a line, 1,400 bytes
//
// h2 N        one HTTP/2 connection over TLS with N requests in flight; server and client each on one loop
// gets/s      answers a second
// server µs   CPU time of the server's thread an answer: 1e6 divided by it is what one core could answer
// client µs   the same of our own client
// idle        resident memory of the process a connection with one standing watch (server and client
// together)
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <malloc.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <future>
#include <thread>

#include "net/http_client.h"
#include "net/http_server.h"
#include "net/test_certificates.h"

namespace seamark::net {
namespace {

double threadSeconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

double cpuOf(EventLoop& loop) {
  double seconds = 0;
  loop.runAndWait([&] { seconds = threadSeconds(); });
  return seconds;
}

size_t residentBytes() {
  malloc_trim(0);  // what handshakes needed and gave back is no part of an idle connection
  size_t total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

// Keeps `inFlight` requests on the way.
struct Load {
  HttpClient& client;
  std::atomic<bool> stop = false;
  std::atomic<uint64_t> done = 0;
  std::atomic<size_t> open = 0;

  void next() {
    if (stop) {
      --open;
      return;
    }
    client.send(
        {.method = "GET",
         .target = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/service-1234-abcde",
         .headers = {{"accept", "application/json"}, {"user-agent", "bench"}, {"authorization", "Bearer x"}}},
        {.onHeaders = {}, .onData = {}, .onEnd = [this](const Result<>& result) {
           if (!result) std::abort();
           ++done;
           next();
         }});
  }
};

void measure(EventLoop& server, EventLoop& loop, const HttpClientConfig& config, size_t inFlight,
             double seconds) {
  std::unique_ptr<HttpClient> client;
  loop.runAndWait([&] { client = std::move(*HttpClient::make(loop, config)); });
  Load load{.client = *client};
  loop.runAndWait([&] {
    load.open = inFlight;
    for (size_t i = 0; i < inFlight; ++i) load.next();
  });
  while (load.done < 1000) std::this_thread::yield();  // warm
  const uint64_t before = load.done;
  const double serverBefore = cpuOf(server), clientBefore = cpuOf(loop);
  const auto start = std::chrono::steady_clock::now();
  std::promise<void> over;
  loop.runAndWait([&] {
    loop.after(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds)),
               [&over] { over.set_value(); });
  });
  over.get_future().wait();
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const auto count = static_cast<double>(load.done - before);
  const double serverUs = (cpuOf(server) - serverBefore) / count * 1e6;
  const double clientUs = (cpuOf(loop) - clientBefore) / count * 1e6;
  fmt::print("h2 {:4}  {:9.0f} gets/s   server {:6.2f} us = {:8.0f} a core   client {:6.2f} us\n", inFlight,
             count / wall, serverUs, 1e6 / serverUs, clientUs);
  load.stop = true;
  while (load.open > 0) std::this_thread::yield();
  loop.runAndWait([&] { client.reset(); });
}

void measureIdle(EventLoop& loop, const HttpClientConfig& config) {
  constexpr size_t kConnections = 1000;
  std::vector<std::unique_ptr<HttpClient>> clients(kConnections);
  std::atomic<size_t> opened = 0;
  const auto watchAll = [&](size_t each) {
    opened = 0;
    loop.runAndWait([&] {
      for (auto& client : clients) {
        for (size_t i = 0; i < each; ++i)
          client->send({.method = "GET", .target = "/watch"},
                       {.onHeaders = {}, .onData = [&](std::string_view) { ++opened; }, .onEnd = {}});
      }
    });
    while (opened < kConnections * each) std::this_thread::yield();
  };
  loop.runAndWait([&] {
    for (auto& client : clients) client = std::move(*HttpClient::make(loop, config));
  });
  const size_t empty = residentBytes();  // each client has certificates of its own, which are not counted
  watchAll(1);
  const size_t one = residentBytes();
  watchAll(20);
  const size_t many = residentBytes();
  fmt::print("idle  {:.1f} KiB a connection with one watch, {:.1f} KiB a further watch (both ends)\n",
             static_cast<double>(one - empty) / kConnections / 1024,
             static_cast<double>(many - one) / kConnections / 20 / 1024);
  loop.runAndWait([&] { clients.clear(); });
}

int run(double seconds, size_t bodyBytes) {
  const SystemClock clock;
  EventLoop serverLoop(clock, "server"), clientLoop(clock, "client");
  const TestAuthority authority;
  const auto certificate = authority.server();
  const Bytes body(std::string(bodyBytes, 'x'));
  auto server =
      HttpServer::listen({&serverLoop}, "127.0.0.1", 0,
                         TlsServerConfig{certificate.certificatePem, certificate.privateKeyPem, {}}, {},
                         [&body](const HttpRequest& request, const std::shared_ptr<HttpResponder>& to) {
                           if (request.path == "/watch") {
                             to->onClosed([to] {});
                             to->start(200, {{"content-type", "application/json"}});
                             to->write(Bytes::literal("x"));
                             return;
                           }
                           to->respond(200, {{"content-type", "application/json"}}, {body});
                         });
  if (!server) {
    fmt::print(stderr, "{}\n", server.error().message);
    return 1;
  }
  const HttpClientConfig config{.host = "127.0.0.1", .port = (*server)->port(), .caPem = authority.pem()};
  for (const size_t inFlight : {1, 4, 16, 64, 200})
    measure(serverLoop, clientLoop, config, inFlight, seconds);
  measureIdle(clientLoop, config);
  return 0;
}

}  // namespace
}  // namespace seamark::net

int main(int argc, char** argv) {
  return seamark::net::run(argc > 1 ? std::atof(argv[1]) : 2.0,
                           argc > 2 ? static_cast<size_t>(std::atol(argv[2])) : 1400);
}
